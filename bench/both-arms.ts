/**
 * Measures the cost of the second arm when both train at the same time: both together against each alone on one thread.
 */

import { join } from 'node:path';
import { formatCount } from '../src/base/text/format.ts';
import { type Bntrain, eventsOf } from './bntrain.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { FailedRun, type Run } from './processes.ts';
import { writeSyntheticTable } from './synthetic.ts';
import { ratioSpread, spread, table, time } from './table.ts';
import { temporaryFolder } from './temporary.ts';
import { type Contestant, type Results, takeTurns } from './turns.ts';

const ROWS = 12_000;
const SETTINGS = [
  '--target',
  'label',
  '--layers',
  '100,100,100',
  '--epochs',
  '20',
  '--batch-size',
  '60',
  '--json',
  '--no-cache',
];

const together = 'both arms';
const alone = { 'baseline alone, 1 thread': ['--no-batch-norm'], 'batch norm alone, 1 thread': [] };

/** Metrics, with their descriptions. */
const metrics = {
  process: 'whole process',
  training: 'training and evaluation',
  slower: "slower arm's training",
};

export async function measureBothArms(bntrain: Bntrain, { rounds }: Options): Promise<PartReport> {
  const path = join(temporaryFolder(), 'both-arms.csv');
  writeSyntheticTable(path, ROWS);
  const contestants: Contestant<string>[] = [
    { name: together, measure: async () => numbersOf(await bntrain.run([path, ...SETTINGS, '--quiet'])) },
    ...Object.entries(alone).map(([name, flags]) => ({
      name,
      measure: async () =>
        numbersOf(await bntrain.run(['train', path, ...flags, '--threads', '1', ...SETTINGS, '--quiet'])),
    })),
  ];
  const cell = bntrain.name;
  const results = await takeTurns({ contestants, cells: [cell], nameOf: name => name, rounds });
  const rows = contestants.map(({ name }) => [
    name,
    ...Object.keys(metrics).map(metric => spread(results.rounds(cell, name, metric), time)),
  ]);
  const ratios = Object.keys(metrics).map(metric =>
    ratioSpread(results.rounds(cell, together, metric), slowerAlone(results, cell, metric)),
  );
  const body = table([[cell, ...Object.values(metrics)], ...rows, ['both / slower alone', ...ratios]]);
  return report(`Both arms together, ${formatCount(ROWS)} rows x 784, 20 epochs`, results, body);
}

/** The time of the arm that was slower alone, round by round. */
function slowerAlone(results: Results, cell: string, metric: string): number[] | undefined {
  const [one, other] = Object.keys(alone).map(name => results.rounds(cell, name, metric));
  return one && other && one.map((seconds, round) => Math.max(seconds, other[round]!));
}

/**
 * The training time of an arm excludes evaluation, and hides the sum if arms take turns. So the time between the first
 * event of training and the last result is also measured from outside.
 */
function numbersOf(finished: Run): Record<keyof typeof metrics, number> {
  const [epochs, ends] = [eventsOf(finished, 'epoch'), eventsOf(finished, 'result')];
  if (epochs.length === 0 || ends.length === 0) throw new FailedRun('no result');
  return {
    process: finished.seconds,
    training: ends.at(-1)!.at - epochs[0]!.at,
    slower: Math.max(...ends.map(({ seconds }) => seconds)),
  };
}

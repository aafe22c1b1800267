/** A whole comparison, from a CSV file to the result, against the pandas + PyTorch program that does the same. */

import { join } from 'node:path';
import { formatCount } from '../src/base/text/format.ts';
import { type Bntrain, eventsOf } from './bntrain.ts';
import { arms } from './networks.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { peersFolder } from './peers.ts';
import { FailedRun, oneThread, type Run, run } from './processes.ts';
import { writeSyntheticTable } from './synthetic.ts';
import { megabytes, percents, ratioSpread, spread, table, time } from './table.ts';
import { temporaryFolder } from './temporary.ts';
import { type Contestant, takeTurns } from './turns.ts';

/** The settings, as in end_to_end_torch.py. */
const SETTINGS = ['--target', 'label', '--layers', '100,100,100', '--epochs', '5', '--batch-size', '60', '--lr', '0.1'];

export async function measureEndToEnd(
  bntrains: readonly Bntrain[],
  { python, rows, rounds }: Options,
): Promise<PartReport> {
  const path = join(temporaryFolder(), 'table.csv');
  const bytes = writeSyntheticTable(path, rows);
  const cell = `${formatCount(rows)} rows x 784, ${formatCount(Math.round(bytes / 1e6))} MB`;
  const torch = async (env: NodeJS.ProcessEnv) =>
    numbersOf(await run(python, ['-B', join(peersFolder, 'end_to_end_torch.py'), path], env));
  const contestants: Contestant<string>[] = [
    ...bntrains.map(bntrain => ({
      name: bntrain.name,
      measure: async () => numbersOf(await bntrain.run([path, ...SETTINGS, '--json', '--quiet', '--no-cache'])),
    })),
    { name: 'pandas + PyTorch', measure: () => torch({}) },
    // More threads are not always faster, so bntrain is compared with the better of the two.
    { name: 'pandas + PyTorch, 1 thread', measure: () => torch(oneThread) },
  ];
  const results = await takeTurns({ contestants, cells: [cell], nameOf: name => name, rounds });

  const references = bntrains.map(({ name }) => name);
  const body = contestants.map(({ name }) => {
    const of = (metric: string, who = name) => results.rounds(cell, who, metric);
    return [
      name,
      spread(of('seconds'), time),
      spread(of('peakBytes'), megabytes),
      ...arms.map(arm => spread(of(arm), percents)),
      ...references.flatMap(reference => [
        ratioSpread(of('seconds'), of('seconds', reference)),
        ratioSpread(of('peakBytes'), of('peakBytes', reference)),
      ]),
    ];
  });
  const ratioTitles = references.flatMap(name => [`time / ${name}`, 'memory']);
  const header = [cell, 'whole process', 'peak memory', ...arms.map(arm => `accuracy, ${arm}`), ...ratioTitles];
  return report('From CSV to result: both arms, 5 epochs', results, table([header, ...body]));
}

/** Time, memory, and the final accuracies, which show that the same work was done. */
export function numbersOf(finished: Run): Record<string, number> {
  const epochs = eventsOf(finished, 'epoch');
  const scores = arms.map(arm => {
    const score = epochs.findLast(event => event.arm === arm)?.validationScore;
    if (score === undefined) throw new FailedRun(`no result of ${arm}`);
    return [arm, score];
  });
  const memory = finished.peakBytes === null ? {} : { peakBytes: finished.peakBytes };
  return { seconds: finished.seconds, ...memory, ...Object.fromEntries(scores) };
}

/** Many short runs: a comparison with several seeds, against a PyTorch program that does the same. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Bntrain, eventsOf } from './bntrain.ts';
import { arms } from './networks.ts';
import { type Options, root } from './options.ts';
import { type PartReport, report } from './part.ts';
import { PYTHON_FLAGS, peersFolder } from './peers.ts';
import { FailedRun, oneThread, type Run, run } from './processes.ts';
import { percents, ratioSpread, spread, table, time } from './table.ts';
import { takeTurns } from './turns.ts';

const TABLE = join(root, 'data/digits8x8.csv');
const SEEDS = 20;
/** The settings, as in torch_many.py. */
const SETTINGS = ['--target', 'label', '--layers', '50,50,50', '--epochs', '20', '--batch-size', '64', '--lr', '0.1'];

/** Metrics, with their descriptions. */
const metrics = { seconds: 'whole process', pair: 'of that a pair', loaded: 'without imports' };

export async function measureMany(bntrains: readonly Bntrain[], { python, rounds }: Options): Promise<PartReport> {
  const cell = `${SEEDS} seeds of digits, 50,50,50`;
  const torch = async (processes: number) =>
    numbersOfTorch(
      await run(
        python,
        [...PYTHON_FLAGS, join(peersFolder, 'torch_many.py'), TABLE, String(SEEDS), String(processes)],
        oneThread,
      ),
    );
  const most = availableParallelism();
  const contestants = [
    ...bntrains.map(bntrain => ({
      name: bntrain.name,
      measure: async () =>
        numbersOf(await bntrain.run(['compare', TABLE, ...SETTINGS, '--seeds', String(SEEDS), '--json', '--quiet'])),
    })),
    { name: 'PyTorch, one loop', measure: () => torch(1) },
    // bntrain uses all processors, so it is compared with the better of the two.
    ...(most > 1 ? [{ name: `PyTorch, ${most} processes`, measure: () => torch(most) }] : []),
  ];
  const results = await takeTurns({ contestants, cells: [cell], nameOf: name => name, rounds });
  const references = bntrains.map(({ name }) => name);
  const body = contestants.map(({ name }) => {
    const of = (metric: string, who = name) => results.rounds(cell, who, metric);
    return [
      name,
      ...Object.keys(metrics).map(metric => spread(of(metric), time)),
      ...arms.map(arm => spread(of(arm), percents)),
      ...references.map(reference => ratioSpread(of('seconds'), of('seconds', reference))),
    ];
  });
  const header = [
    cell,
    ...Object.values(metrics),
    ...arms.map(arm => `accuracy, ${arm}`),
    ...references.map(name => `time / ${name}`),
  ];
  return report('Many runs: both arms, 20 epochs, validation after each', results, table([header, ...body]));
}

/** Without imports, bntrain's time is that of the whole process. */
function numbersOf(finished: Run): Record<string, number> {
  const epochs = eventsOf(finished, 'result');
  const scores = arms.map(arm => {
    const own = epochs.filter(event => event.arm === arm);
    if (own.length !== SEEDS) throw new FailedRun(`${own.length} results of ${arm}`);
    return [arm, own.reduce((sum, { final }) => sum + final.validationScore / SEEDS, 0)];
  });
  const { seconds } = finished;
  return { seconds, pair: seconds / SEEDS, loaded: seconds, ...Object.fromEntries(scores) };
}

function numbersOfTorch({ seconds, lines }: Run): Record<string, number> {
  const { seconds: loaded, ...scores } = JSON.parse(lines.at(-1)!.text) as Record<string, number>;
  return { seconds, pair: seconds / SEEDS, loaded: loaded!, ...scores };
}

/** Measures small runs, which mostly consist of the start of the process. */

import { join } from 'node:path';
import type { Bntrain } from './bntrain.ts';
import { type Options, root } from './options.ts';
import { type PartReport, report } from './part.ts';
import { run } from './processes.ts';
import { spread, table, time } from './table.ts';
import { takeTurns } from './turns.ts';

const CELL = 'whole process';
const LEAST_ROUNDS = 10;

export async function measureStart(bntrains: readonly Bntrain[], options: Options): Promise<PartReport> {
  const commands = [
    ...bntrains.flatMap(({ nodeName, run: start }) => [
      { name: `${nodeName}: bntrain data/iris.csv`, start: () => start([join(root, 'data/iris.csv')]) },
      { name: `${nodeName}: bntrain --version`, start: () => start(['--version']) },
    ]),
    // For scale: an empty program, and the peers before they read anything.
    ...bntrains.map(({ node, nodeName }) => ({ name: `${nodeName}: node -e 0`, start: () => run(node, ['-e', '0']) })),
    { name: "python -c 'import pandas, torch'", start: () => run(options.python, ['-c', 'import pandas, torch']) },
  ];
  const contestants = commands.map(({ name, start }) => ({
    name,
    measure: async () => ({ seconds: (await start()).seconds }),
  }));
  const rounds = Math.max(LEAST_ROUNDS, options.rounds);
  const results = await takeTurns({ contestants, cells: [CELL], nameOf: cell => cell, rounds });
  const rows = contestants.map(({ name }) => [name, spread(results.rounds(CELL, name, 'seconds'), time)]);
  return report('From process start to end', results, table([['', CELL], ...rows]));
}

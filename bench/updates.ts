/**
 * Measures what a step costs with other updates than plain SGD's, in one process: short stretches of steps in turn.
 * Other work on the machine slows down all of them alike.
 */

import { armOf } from '../src/experiment/arms.ts';
import { stepCosts } from '../src/experiment/measure-steps.ts';
import { chooseEngine, type Engine } from '../src/kernels/engine.ts';
import type { Norm } from '../src/network/plan.ts';
import { type GivenSettings, makeConfig } from '../src/settings/config.ts';
import { decide } from '../src/settings/table.ts';
import { type Network, networkTitle } from './networks.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { plain, spread, table } from './table.ts';
import { takeTurns } from './turns.ts';

const NETWORK: Network = { widths: [64, 100, 100, 10], batchSize: 64 };
const TITLE = `A whole step with other updates, as a multiple of the step with SGD, one thread, one process
The limit of AdamW with decay and average is 1.25`;

const adamw: GivenSettings = { optimizer: 'adamw', weightDecay: 0.3 };
/** The first is what the others are compared with. */
const updates: Readonly<Record<string, GivenSettings>> = {
  SGD: {},
  'SGD, average': { average: 0.995 },
  AdamW: { optimizer: 'adamw' },
  'AdamW, decay': adamw,
  'AdamW, decay, average': { ...adamw, average: 0.995 },
  'AdamW, decay, average, smoothed labels': { ...adamw, average: 0.995, labelSmoothing: 0.1 },
};
const norms = { 'without batch norm': 'none', with: 'batch' } as const satisfies Record<string, Norm>;

export async function measureUpdates({ rounds, budget }: Options): Promise<PartReport> {
  const engine = chooseEngine('auto', message => process.stderr.write(`${message}\n`));
  const cell = `${networkTitle(NETWORK)}, ${engine.name} kernels`;
  const contestants = Object.entries(norms).map(([name, norm]) => ({
    name,
    measure: () => ratios(norm, engine, 1000 * budget),
  }));
  const results = await takeTurns({ contestants, cells: [cell], nameOf: name => name, rounds });
  const rows = Object.keys(updates).map(update => [
    update,
    ...contestants.map(({ name }) => spread(results.rounds(cell, name, update), plain)),
  ]);
  return report(TITLE, results, table([[cell, ...Object.keys(norms)], ...rows]));
}

/** Steps of each update / steps of the first, measured for that many milliseconds. */
async function ratios(norm: Norm, engine: Engine, milliseconds: number): Promise<Record<string, number>> {
  const { widths, batchSize } = NETWORK;
  const tasks = Object.values(updates).map(given => ({
    arm: armOf(norm).name,
    task: 'classification' as const,
    widths,
    targetDeviation: 1,
    minBatch: 1,
    engine,
    config: decide(makeConfig({ ...given, norm, batchSize }), { task: 'classification', rows: batchSize }),
  }));
  const costs = stepCosts({ tasks, milliseconds, places: 8 }, () => 'none');
  return Object.fromEntries(Object.keys(updates).flatMap((name, n) => (costs[n] ? [[name, costs[n].ratio]] : [])));
}

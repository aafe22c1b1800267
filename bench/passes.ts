/**
 * Measures where the time of a step with batch norm goes: the three products, and every other kernel. One thread, in the
 * process of the bench. A kernel's time is the lower quartile of its calls, because interruptions only make calls longer.
 */

import { significant } from '../src/base/text/format.ts';
import { armOf } from '../src/experiment/arms.ts';
import { endlessSteps } from '../src/experiment/endless-steps.ts';
import { chooseEngine, type Engine, kernelsOf } from '../src/kernels/engine.ts';
import type { EngineName } from '../src/kernels/engine-names.ts';
import type { Kernels } from '../src/kernels/kernels.ts';
import { makeConfig } from '../src/settings/config.ts';
import { decide } from '../src/settings/table.ts';
import { type Network, networkTitle } from './networks.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { summarize } from './statistics.ts';
import { percents, plain, spread, table, time } from './table.ts';
import { type Contestant, takeTurns } from './turns.ts';

const TITLE = `Where the time of a step with batch norm goes, one thread
Seconds of all kernels; products in GFLOP/s; everything but products, and its kernels, as shares of all`;

/** The products, with the sizes at the end of their arguments: N, D, M. */
const products = { affineForward: 'forward', affineBackwardInput: 'dinput', affineBackwardWeight: 'dweight' } as const;
type Product = keyof typeof products;
const names = Object.values(products);

/** The end of a metric: what part of the time a kernel takes. Smaller parts are not listed. */
const SHARE = ' share';
const MIN_SHARE = 0.003;
/** Min steps of a measurement, and steps before it. */
const MIN_STEPS = 15;

/** Times and multiply-adds of the calls of one kernel with one size. */
interface Calls {
  kernel: string;
  multiplyAdds: number;
  seconds: number[];
}

export async function measurePasses({ networks, rounds, budget }: Options): Promise<PartReport> {
  const contestants: Contestant<Network>[] = (['auto', 'blas'] as const).map(name => ({
    name: name === 'auto' ? chooseEngine(name, () => {}).name : name,
    measure: async (network: Network) => shares(name, network, budget),
  }));
  const results = await takeTurns({ contestants, cells: networks, nameOf: networkTitle, rounds });
  const rows = networks.map(networkTitle).flatMap(cell =>
    contestants.map(({ name }) => {
      const measured = (metric: string) => results.rounds(cell, name, metric);
      const others = results
        .metrics(cell, name)
        .filter(metric => metric.endsWith(SHARE))
        .map(metric => ({ kernel: metric.slice(0, -SHARE.length), share: summarize(measured(metric)!).median }))
        .filter(({ share }) => share >= MIN_SHARE)
        .sort((a, b) => b.share - a.share)
        .map(({ kernel, share }) => `${kernel} ${significant(100 * share, 2)}%`);
      const speeds = names.map(product => spread(measured(product), plain));
      return [
        cell,
        name,
        spread(measured('seconds'), time),
        ...speeds,
        spread(measured('rest'), percents),
        others.join(', '),
      ];
    }),
  );
  const header = ['', '', 'kernels', ...names, 'but products', 'of which'];
  return report(TITLE, results, table([header, ...rows]));
}

/** Throws UserError for `blas` where there is no library. */
function shares(name: EngineName | 'auto', { widths, batchSize }: Network, budget: number): Record<string, number> {
  const engine = chooseEngine(name, message => process.stderr.write(`${message}\n`));
  const { calls, steps } = observed(engine, { widths, batchSize }, budget);
  const totals = new Map<string, { seconds: number; multiplyAdds: number }>();
  for (const { kernel, multiplyAdds, seconds } of calls) {
    const total = totals.get(kernel) ?? { seconds: 0, multiplyAdds: 0 };
    const quartile = seconds.sort((a, b) => a - b)[seconds.length >> 2]!;
    totals.set(kernel, {
      seconds: total.seconds + quartile * seconds.length,
      multiplyAdds: total.multiplyAdds + multiplyAdds * seconds.length,
    });
  }
  const all = [...totals.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  const result: Record<string, number> = {};
  let rest = 0;
  for (const [kernel, { seconds, multiplyAdds }] of totals) {
    if (kernel in products) {
      result[products[kernel as Product]] = (2 * multiplyAdds) / seconds / 1e9;
    } else {
      result[kernel + SHARE] = seconds / all;
      rest += seconds / all;
    }
  }
  return { seconds: all / steps, rest, ...result };
}

/** The calls of the kernels of every step, in about `budget` seconds. What only an epoch calls is left out. */
function observed(engine: Engine, { widths, batchSize }: Network, budget: number): { calls: Calls[]; steps: number } {
  const calls = new Map<string, Calls>();
  const arm = armOf('batch');
  const rows = { task: 'classification', rows: batchSize } as const;
  const config = decide(makeConfig({ layers: widths.slice(1, -1), batchSize }), rows);
  const options = { config, features: widths[0]!, outputs: widths.at(-1)!, engine };
  const train = endlessSteps(options, arm, timed(kernelsOf(engine), calls));
  const run = (seconds: number) => {
    const end = performance.now() + 1000 * seconds;
    let steps = 0;
    for (; steps < MIN_STEPS || performance.now() < end; steps++) train(1);
    return steps;
  };
  run(0.3 * budget);
  calls.clear();
  const steps = run(budget);
  return { calls: [...calls.values()].filter(({ seconds }) => seconds.length >= steps), steps };
}

/** The same kernels, which note their times. */
function timed<T extends object>(kernels: T, calls: Map<string, Calls>): T {
  const entries = Object.entries(kernels).map(([name, value]) => [name, timedEntry(name, value, calls)]);
  return Object.fromEntries(entries) as T;
}

const tables: readonly string[] = ['rowNorms', 'activations', 'losses', 'optimizers'] satisfies (keyof Kernels)[];

function timedEntry(name: string, value: unknown, calls: Map<string, Calls>): unknown {
  if (tables.includes(name)) return timed(value as object, calls);
  if (typeof value !== 'function' || name === 'planAffine') return value;
  return (...args: unknown[]) => {
    const began = performance.now();
    value(...args);
    const seconds = (performance.now() - began) / 1000;
    const sizes = args.slice(-3).filter(arg => typeof arg === 'number');
    const key = name in products ? `${name} ${sizes.join(' ')}` : `${name} ${args.at(-1)}`;
    const multiplyAdds = name in products ? sizes.reduce((product, size) => product * size, 1) : 0;
    const known = calls.get(key);
    if (known) known.seconds.push(seconds);
    else calls.set(key, { kernel: name, multiplyAdds, seconds: [seconds] });
  };
}

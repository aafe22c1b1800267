/**
 * One reading by bntrain, in a process of its own, from the path to the rows that a network is fed with: types found,
 * rows split, columns encoded as float32.
 *
 *     node dist/bench/read-bntrain.js FILE --target y --threads N [--raw]
 *
 * prints a line of JSON. With --raw numbers are not standardized, so that the sum of a table of numbers is that of its
 * cells.
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Dataset } from '../src/data/batches/dataset.ts';
import { loadData } from '../src/data/load.ts';
import { chooseEngine, memoryOf } from '../src/kernels/engine.ts';
import type { Memory } from '../src/kernels/memory.ts';
import { type Config, makeConfig } from '../src/settings/config.ts';

async function load(
  path: string,
  config: Config,
  memory: Memory,
): Promise<{ sets: readonly Dataset[]; features: number }> {
  const data = await loadData([path], config, 'float32', memory, { threads: config.threads!, warn });
  const sets = [data.train, data.validation].filter(set => set !== null && 'x' in set);
  return { sets: sets as Dataset[], features: data.description.features };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      threads: { type: 'string', default: '1' },
      raw: { type: 'boolean', default: false },
    },
  });
  const config = makeConfig({
    target: values.target,
    threads: Number(values.threads),
    standardize: !values.raw,
    cache: false,
  });
  const memory = memoryOf(chooseEngine(config.engine, warn, config.blas));
  const begin = performance.now();
  const { sets, features } = await load(positionals[0]!, config, memory);
  const seconds = (performance.now() - begin) / 1000;
  const rows = sets.reduce((sum, set) => sum + set.rows, 0);
  const checksum = sets.reduce((sum, { x, targets }) => sum + sumOf(x) + sumOf(targets), 0);
  process.stdout.write(`${JSON.stringify({ seconds, rows, features, peakBytes: peakBytes(), checksum })}\n`);
}

function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** VmHWM of the whole process; null if the system does not report it. */
function peakBytes(): number | null {
  try {
    return 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
  } catch {
    return null;
  }
}

await main();

/**
 * How fast a table of very many columns of texts becomes blocks, on one thread: from the path to blocks, and to encoded rows.
 *
 *     node dist/bench/wide.js [columns] [rows]
 *
 * Prints processor seconds of the thread that reads, where Node tells them, and seconds.
 */

import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/base/numbers/random.ts';
import { loadData } from '../src/data/load.ts';
import { openReader } from '../src/data/reading/open.ts';
import { defaultReadOptions } from '../src/data/tables/blocks/reader.ts';
import { chooseEngine, memoryOf } from '../src/kernels/engine.ts';
import { makeConfig } from '../src/settings/config.ts';
import { temporaryFolder } from './temporary.ts';

const WORDS = ['red', 'green', 'blue', 'yellow', 'violet', 'orange'];
const warn = (message: string) => process.stderr.write(`${message}\n`);

function writeTable(path: string, columns: number, rows: number): void {
  const random = new Random([17, 18, 19, 20]);
  const file = openSync(path, 'w');
  const line = (cells: string[], last: string) => writeSync(file, `${cells.join(',')},${last}\n`);
  line(
    Array.from({ length: columns }, (_, column) => `c${column}`),
    'y',
  );
  for (let row = 0; row < rows; row++) {
    const cells = Array.from({ length: columns }, () => WORDS[random.below(WORDS.length)]!);
    line(cells, String(row % 3));
  }
  closeSync(file);
}

/** Processor time of this thread in microseconds; all of the process's where it is not told by thread. */
function processorTime(): number {
  const { user, system } =
    (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.() ?? process.cpuUsage();
  return user + system;
}

async function measure(what: string, bytes: number, work: () => Promise<unknown>): Promise<void> {
  const [began, processor] = [performance.now(), processorTime()];
  await work();
  const [seconds, used] = [(performance.now() - began) / 1000, (processorTime() - processor) / 1e6];
  const rate = (each: number) => `${each.toFixed(2)} s, ${(bytes / 1e6 / each).toFixed(0)} MB/s`;
  process.stdout.write(`${what}: ${rate(seconds)}; processor time ${rate(used)}\n`);
}

async function readBlocks(path: string): Promise<void> {
  const reader = await openReader([path], defaultReadOptions, { threads: 1 });
  for await (const _ of reader.blocks(new Map(), () => {}));
  await reader.close();
}

async function main([columns = '20000', rows = '400']: string[]): Promise<void> {
  const path = join(temporaryFolder(), 'wide.csv');
  writeTable(path, Number(columns), Number(rows));
  const bytes = statSync(path).size;
  await measure('to blocks', bytes, () => readBlocks(path));
  const config = makeConfig({ target: 'y', threads: 1, cache: false });
  const memory = memoryOf(chooseEngine(config.engine, warn));
  await measure('to encoded rows', bytes, () => loadData([path], config, 'float32', memory, { threads: 1, warn }));
}

await main(process.argv.slice(2));

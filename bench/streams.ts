/**
 * Measures the cost of gzip and pipes: bntrain reads the same table gzipped, and from standard input, against the file.
 */

import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { plural } from '../src/base/text/format.ts';
import type { Bntrain } from './bntrain.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { run } from './processes.ts';
import { numbersOf, readArguments, THREADS, threadsName } from './read.ts';
import { type ReadTable, readTable } from './read-tables.ts';
import { ratioSpread, spread, table, time } from './table.ts';
import { type Contestant, type Results, takeTurns } from './turns.ts';

const DECOMPRESSION = 'gzip -dc alone';

const ways = ['file', 'gzip', 'pipe'] as const;
type Way = (typeof ways)[number];

/**
 * A shell command that runs a command with a pipe from a file. The pipe has a name, so that the shell becomes the
 * command: this process is measured, and ended when the bench ends.
 */
const THROUGH_PIPE = 'mkfifo -m 600 "$1.pipe$$"; cat "$1" > "$1.pipe$$" & pipe="$1.pipe$$"; shift; exec "$@" < "$pipe"';

export async function measureStreams(bntrain: Bntrain, { rounds, scale }: Options): Promise<PartReport> {
  const cells = [readTable('floats', scale), readTable('integers', scale)];
  for (const { path } of cells) {
    if (!existsSync(`${path}.gz`)) await compress(path);
  }
  const nameOf = (way: Way, threads: number) => `${way}, ${threadsName(bntrain, threads)}`;
  const contestants: Contestant<ReadTable>[] = [
    { name: DECOMPRESSION, measure: async ({ path }) => ({ seconds: await decompress(path) }) },
    ...THREADS.flatMap(threads =>
      ways.map(way => ({
        name: nameOf(way, threads),
        measure: (cell: ReadTable) => readBy(way, cell, bntrain, threads),
      })),
    ),
  ];
  const results = await takeTurns({ contestants, cells, nameOf: ({ title }) => title, rounds });
  const body = cells.map(({ title }) => tableOf(results, title, nameOf)).join('\n\n');
  return report('The same table from a file, gzipped, and through a pipe', results, body);
}

function tableOf(results: Results, cell: string, nameOf: (way: Way, threads: number) => string): string {
  const of = (name: string) => results.rounds(cell, name, 'seconds');
  const alone = of(DECOMPRESSION);
  const rows = THREADS.map(threads => {
    const [file, gzip, pipe] = ways.map(way => of(nameOf(way, threads)));
    const ratios = [ratioSpread(gzip, alone), ratioSpread(pipe, file)];
    return [plural(threads, 'thread'), ...[file, gzip, pipe].map(each => spread(each, time)), ...ratios];
  });
  const header = [cell, ...ways, `gzip / ${DECOMPRESSION}`, 'pipe / file'];
  return `${table([header, ...rows])}\n${DECOMPRESSION}: ${spread(alone, time)}`;
}

async function readBy(way: Way, { path, target }: ReadTable, { node }: Bntrain, threads: number) {
  const command = (from: string) => [node, ...readArguments(from, target, threads)] as const;
  if (way === 'pipe') return numbersOf(await run('sh', ['-c', THROUGH_PIPE, 'sh', path, ...command('-')]));
  const [program, ...args] = command(way === 'gzip' ? `${path}.gz` : path);
  return numbersOf(await run(program, args));
}

/** The default level of gzip. */
function compress(path: string): Promise<void> {
  return pipeline(createReadStream(path), createGzip({ level: 6 }), createWriteStream(`${path}.gz`));
}

/** Seconds of the whole process, which discards its output. */
async function decompress(path: string): Promise<number> {
  return (await run('sh', ['-c', 'exec gzip -dc "$1" > /dev/null', 'sh', `${path}.gz`])).seconds;
}

/** What gzip and pipes cost: bntrain reading the same table gzipped, and from the standard input, against the file. */

import { existsSync } from 'node:fs';
import type { Bntrain } from './bntrain.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { run } from './processes.ts';
import { numbersOf, readArguments, THREADS, threadsName } from './read.ts';
import { type ReadTable, readTable } from './read-tables.ts';
import { ratioSpread, spread, table, time } from './table.ts';
import { type Contestant, type Results, takeTurns } from './turns.ts';

const DECOMPRESSION = 'gzip -dc alone';

/** Ways of a table to bntrain, with the command of a shell, whose arguments are the file, Node, and Node's arguments. */
const ways = {
  file: { command: 'shift; exec "$@"', pathOf: (path: string) => path },
  gzip: { command: 'shift; exec "$@"', pathOf: (path: string) => `${path}.gz` },
  // A pipe with a name, so that the process that is measured, and ended when the bench is, is bntrain itself.
  pipe: {
    command: 'rm -f "$1.pipe"; mkfifo "$1.pipe"; cat "$1" > "$1.pipe" & pipe=$1.pipe; shift; exec "$@" < "$pipe"',
    pathOf: () => '-',
  },
};

type Way = keyof typeof ways;

export async function measureStreams(bntrain: Bntrain, { rounds, scale }: Options): Promise<PartReport> {
  const cells = [readTable('floats', scale), readTable('integers', scale)];
  for (const { path } of cells) {
    if (!existsSync(`${path}.gz`)) await run('gzip', ['-k', path]);
  }
  const nameOf = (way: Way, threads: number) => `${way}, ${threadsName(bntrain, threads)}`;
  const contestants: Contestant<ReadTable>[] = [
    { name: DECOMPRESSION, measure: async ({ path }) => ({ seconds: await decompress(path) }) },
    ...THREADS.flatMap(threads =>
      (Object.keys(ways) as Way[]).map(way => ({
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
    const [file, gzip, pipe] = (['file', 'gzip', 'pipe'] as const).map(way => of(nameOf(way, threads)));
    const ratios = [ratioSpread(gzip, alone), ratioSpread(pipe, file)];
    return [
      `${threads} thread${threads === 1 ? '' : 's'}`,
      ...[file, gzip, pipe].map(each => spread(each, time)),
      ...ratios,
    ];
  });
  const header = [cell, 'file', 'gzip', 'pipe', `gzip / ${DECOMPRESSION}`, 'pipe / file'];
  return `${table([header, ...rows])}\n${DECOMPRESSION}: ${spread(alone, time)}`;
}

async function readBy(way: Way, { path, target }: ReadTable, { node }: Bntrain, threads: number) {
  const { command, pathOf } = ways[way];
  return numbersOf(await run('sh', ['-c', command, 'sh', path, node, ...readArguments(pathOf(path), target, threads)]));
}

/** Into nothing: the time of the process, which is hardly more than that of its work. */
async function decompress(path: string): Promise<number> {
  return (await run('sh', ['-c', 'exec gzip -dc "$1" > /dev/null', 'sh', `${path}.gz`])).seconds;
}

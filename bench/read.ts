/** Measures reading of tables: bntrain up to encoded rows, its peers up to float32 columns. */

import { join } from 'node:path';
import { plural } from '../src/base/text/format.ts';
import type { Bntrain } from './bntrain.ts';
import { type Options, root } from './options.ts';
import { type PartReport, report } from './part.ts';
import { FailedRun, type Run, run } from './processes.ts';
import { type ReadTable, readTable } from './read-tables.ts';
import { lastLine, type Reader, type Reading } from './readers.ts';
import { megabytes, ratioSpread, spread, table, time } from './table.ts';
import { type Contestant, type Results, takeTurns } from './turns.ts';

/** Max relative difference of sums of the same cells, which are added in different orders. */
const TOLERANCE = 1e-6;
export const THREADS = [1, 2];

export async function measureReading(
  bntrains: readonly Bntrain[],
  readers: readonly Reader[],
  { rounds, scale }: Options,
): Promise<PartReport> {
  const cells = [readTable('floats', scale), readTable('integers', scale), readTable('mixed', scale)];
  const agreement = new Agreement();
  const references = bntrains.flatMap(bntrain => THREADS.map(threads => bntrainReader(bntrain, threads, agreement)));
  const peers = readers.map(({ name, read }): Contestant<ReadTable> => {
    const measure = async (cell: ReadTable) => {
      const finished = await read(cell.path, cell.kinds);
      agreement.check(cell, lastLine<Reading>(finished));
      return numbersOf(finished);
    };
    return { name, measure };
  });
  const contestants = [...references, ...peers];
  const results = await takeTurns({ contestants, cells, nameOf: ({ title }) => title, rounds });
  const [names, against] = [contestants, references].map(list => list.map(({ name }) => name));
  const body = cells.map(({ title }) => tableOf(results, title, names!, against!)).join('\n\n');
  return report('Reading tables', results, body);
}

function tableOf(results: Results, cell: string, names: readonly string[], references: readonly string[]): string {
  const rows = names.map(name => {
    const of = (metric: string, who = name) => results.rounds(cell, who, metric);
    return [
      name,
      spread(of('seconds'), time),
      spread(of('process'), time),
      spread(of('peakBytes'), megabytes),
      ...references.map(reference => ratioSpread(of('seconds'), of('seconds', reference))),
    ];
  });
  const header = [cell, 'reading', 'whole process', 'peak memory', ...references.map(name => `reading / ${name}`)];
  return table([header, ...rows]);
}

function bntrainReader(bntrain: Bntrain, threads: number, agreement: Agreement): Contestant<ReadTable> {
  const checked = new Set<ReadTable>();
  const measure = async (cell: ReadTable) => {
    const finished = await readWithBntrain(bntrain, cell.path, cell.target, threads);
    agreement.checkRows(cell, lastLine<Reading>(finished));
    // The measured run standardizes, which makes its sum useless, so another, untimed run does not. The inputs from
    // texts, dates and missing cells have sums of their own.
    if (Object.keys(cell.kinds).length === 0 && !checked.has(cell)) {
      checked.add(cell);
      agreement.check(
        cell,
        lastLine<Reading>(await readWithBntrain(bntrain, cell.path, cell.target, threads, '--raw')),
      );
    }
    return numbersOf(finished);
  };
  return { name: threadsName(bntrain, threads), measure };
}

export function threadsName({ name }: Bntrain, threads: number): string {
  return `${name}, ${plural(threads, 'thread')}`;
}

/** The arguments of Node that make bntrain read a table. */
export function readArguments(path: string, target: string, threads: number): string[] {
  return [join(root, 'dist/bench/read-bntrain.js'), path, '--target', target, '--threads', String(threads)];
}

function readWithBntrain({ node }: Bntrain, path: string, target: string, threads: number, ...flags: string[]) {
  return run(node, [...readArguments(path, target, threads), ...flags]);
}

export function numbersOf(finished: Run): Record<string, number> {
  const memory = finished.peakBytes === null ? {} : { peakBytes: finished.peakBytes };
  return { seconds: lastLine<Reading>(finished).seconds, process: finished.seconds, ...memory };
}

/** A reader with another sum than the first one did not do the same work. */
class Agreement {
  readonly #sums = new Map<ReadTable, number>();

  check(cell: ReadTable, reading: Reading): void {
    this.checkRows(cell, reading);
    const { checksum } = reading;
    const first = this.#sums.get(cell);
    if (first === undefined) this.#sums.set(cell, checksum);
    else if (!(Math.abs(checksum - first) <= TOLERANCE * Math.abs(first))) {
      throw new FailedRun(`its cells add up to ${checksum}, those of the first to ${first}`);
    }
  }

  checkRows({ rows }: ReadTable, reading: Reading): void {
    if (reading.rows !== rows) throw new FailedRun(`it read ${reading.rows} rows of ${rows}`);
  }
}

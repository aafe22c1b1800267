/** From paths to a table: opened, read in blocks, settled. */

import { UserError } from '../errors.ts';
import { plural } from '../format.ts';
import type { SaidKinds } from './columns.ts';
import type { Warn } from './fit.ts';
import type { DataOptions } from './options.ts';
import { openReader } from './read/open.ts';
import type { ForcedKinds, ReadProgress, TableReader } from './read/reader.ts';
import { selectColumns } from './selection.ts';
import { type BlockStore, MemoryStore } from './store/store.ts';
import { makeTable, settle, type Table } from './table.ts';

export interface ReadContext {
  threads: number;
  warn: Warn;
  progress?: (progress: ReadProgress) => void;
}

/**
 * Reads a table. Columns that a training table has are read as they were there.
 *
 * Throws UserError for what cannot be read, with its place.
 */
export async function readTable(
  paths: readonly string[],
  options: DataOptions,
  context: ReadContext,
  training?: Table,
): Promise<Table> {
  const reader = await openReader(paths, options, context.threads);
  try {
    const said = saidKinds(reader.names, options);
    const forced = training === undefined ? forcedBySaying(said) : forcedByTraining(reader.names, training);
    let store = await readBlocks(reader, forced, context);
    const again = settle(reader, store, forced, options.onError);
    if (again !== null) {
      store.close();
      store = await readBlocks(reader, again, context);
    }
    if (store.rows === 0) throw new UserError(`${paths[0]}: has a header and no rows`);
    for (const remark of reader.remarks) context.warn(`${paths[0]}: ${remark}`);
    warnOfRows(paths[0]!, store, context.warn);
    return makeTable(reader, store, { said, dateOrder: options.dateOrder });
  } finally {
    await reader.close();
  }
}

async function readBlocks(reader: TableReader, forced: ForcedKinds, { progress }: ReadContext): Promise<BlockStore> {
  const store = new MemoryStore();
  for await (const block of reader.blocks(forced, progress)) store.add(block);
  return store;
}

function saidKinds(names: readonly string[], { numeric, categorical }: DataOptions): SaidKinds {
  const said = new Map<number, 'numeric' | 'categorical'>();
  for (const index of categorical === null ? [] : selectColumns('--categorical', categorical, names)) {
    said.set(index, 'categorical');
  }
  for (const index of numeric === null ? [] : selectColumns('--numeric', numeric, names)) {
    if (said.has(index)) throw new UserError(`--numeric: column '${names[index]}' is also in --categorical`);
    said.set(index, 'numeric');
  }
  return said;
}

function forcedBySaying(said: SaidKinds): ForcedKinds {
  return new Map([...said].map(([index, kind]) => [index, kind === 'numeric' ? 'number' : 'text']));
}

function forcedByTraining(names: readonly string[], training: Table): ForcedKinds {
  const byName = new Map(training.columns.map(column => [column.name, column]));
  const forced = new Map<number, 'number' | 'text'>();
  for (const [index, name] of names.entries()) {
    const column = byName.get(name);
    if (column === undefined || column.kind === 'date' || column.kind === 'empty') continue;
    forced.set(index, column.dictionary === null ? 'number' : 'text');
  }
  return forced;
}

/** Empty lines and rows that could not be read are passed over, and that is said. */
function warnOfRows(path: string, store: BlockStore, warn: Warn): void {
  const blank = store.blocks.reduce((sum, head) => sum + head.blankLines, 0);
  if (blank > 0) warn(`${path}: ${plural(blank, 'empty line')} between rows passed over`);
  const faulty = store.blocks.reduce((sum, head) => sum + head.faults.rows, 0);
  if (faulty === 0) return;
  const first = store.blocks.flatMap(head => head.faults.first).slice(0, 3);
  const more = faulty > first.length ? '; ...' : '';
  warn(`${path}: ${plural(faulty, 'row')} left out that could not be read: ${first.join('; ')}${more}`);
}


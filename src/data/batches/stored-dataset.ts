/** Tables whose encoded rows are more than memory is to take: they stay in a file, and are encoded as they are read. */

import type { Warn } from '../../base/warn.ts';
import type { BoundInputs } from '../encoding/bind.ts';
import { bindTable } from '../encoding/bind.ts';
import { encodeRows } from '../encoding/encode.ts';
import type { Input } from '../encoding/inputs.ts';
import type { UnseenValues } from '../encoding/unseen-values.ts';
import { RowCursor } from '../tables/rows.ts';
import type { Cache } from '../tables/store/cache.ts';
import { rowLocations } from '../tables/store/rows.ts';
import type { BlockStore } from '../tables/store/store.ts';
import { StoreWriter } from '../tables/store/writer.ts';
import { locationOf, type Table } from '../tables/table.ts';
import type { StoredRowsData } from './stored-rows.ts';

/** The table with its blocks in a file, where they are not yet. */
export async function storeInFile(table: Table, cache: Cache, warn: Warn): Promise<Table> {
  if (table.store.file !== null) return table;
  const writer = new StoreWriter({ budget: 0, cache, key: null, warn });
  try {
    for (const index of table.store.blocks.keys()) {
      await writer.add(table.store.load(index));
      table.store.release(index);
    }
    const store: BlockStore = await writer.finish({ ...table, names: table.columns.map(({ name }) => name) });
    return { ...table, store };
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/**
 * What threads need to read the rows, which are in file order. All of them are encoded once here, so that none is refused
 * in the midst of training.
 *
 * Throws UserError for numbers that are too large.
 */
export function describeStoredRows(
  table: Table,
  inputs: readonly Input[],
  rows: Int32Array,
  unseen: UnseenValues,
): StoredRowsData {
  const { store, starts } = table;
  const encoding = bindTable(inputs, table);
  tryRows(table, encoding, rows, unseen);
  if (store.file === null) throw new Error('rows are read one by one from files only');
  // Shared, so that each thread need not have its own.
  const shared = new Int32Array(new SharedArrayBuffer(rows.byteLength));
  shared.set(rows);
  return {
    places: rowLocations(store.file, store.blocks),
    kinds: store.blocks.map(({ kinds }) => kinds),
    starts,
    encoding,
    rows: shared,
  };
}

function tryRows(table: Table, encoding: BoundInputs, rows: Int32Array, unseen: UnseenValues): void {
  const { store, starts } = table;
  const cursor = new RowCursor(rows);
  let scratch = new Float32Array(0);
  for (let index = 0; index < starts.length && !cursor.done; index++) {
    const local = cursor.next(starts[index]!, store.blocks[index]!.rows);
    if (local.length === 0) continue;
    const size = local.length * encoding.features;
    if (scratch.length < size) scratch = new Float32Array(size);
    const location = (n: number) => locationOf(table, starts[index]! + n);
    encodeRows(encoding, store.load(index), index, local, scratch, 0, unseen, location);
  }
}

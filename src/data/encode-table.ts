/** Encoding of whole tables: one pass over the blocks, which are let go on the way. */

import { UserError } from '../errors.ts';
import type { Vector } from '../kernels/kernels.ts';
import { bindInputs, type Encoding, encodeRows, type Strangers } from './encode.ts';
import type { Input } from './inputs.ts';
import { RowCursor } from './rows.ts';
import { placeOf, type Table } from './table.ts';

/** Rows of the table, in file order, and where they go: x (rows, features). */
export interface Part {
  readonly rows: Int32Array;
  readonly x: Vector;
}

/** Throws UserError for a column that the table lacks. */
export function bindTable(inputs: readonly Input[], table: Table): Encoding {
  return bindInputs(
    inputs,
    table.columns,
    table.store.blocks,
    name => new UserError(`${table.paths[0]}: has no column '${name}', which the training file has`),
  );
}

/** Fills the parts' matrices. Throws UserError for numbers that are too large. */
export function encodeTable(
  table: Table,
  inputs: readonly Input[],
  parts: readonly Part[],
  strangers: Strangers,
): void {
  const { store, starts } = table;
  const encoding = bindTable(inputs, table);
  const cursors = parts.map(({ rows }) => new RowCursor(rows));
  for (let index = 0; index < starts.length; index++) {
    const start = starts[index]!;
    const block = store.load(index);
    for (const [p, { x }] of parts.entries()) {
      const row = cursors[p]!.passed;
      const local = cursors[p]!.next(start, block.rows);
      encodeRows(encoding, block, index, local, x, row, strangers, n => placeOf(table, start + n));
    }
    store.release(index);
  }
}

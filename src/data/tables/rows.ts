/** Going over some rows of a table, block by block. Row lists are in file order. */

import type { Block } from './blocks/block.ts';
import type { BlockStore } from './store/store.ts';

/** Which rows of a list lie in one block after the other. */
export class RowCursor {
  readonly #rows: Int32Array;
  #local = new Int32Array(0);
  #at = 0;

  constructor(rows: Int32Array) {
    this.#rows = rows;
  }

  get done(): boolean {
    return this.#at === this.#rows.length;
  }

  /** How many of the rows were passed. */
  get passed(): number {
    return this.#at;
  }

  /** The rows in the next block, of `size` rows from row `start` on, counted within it; valid until the next call. */
  next(start: number, size: number): Int32Array {
    if (this.#local.length < size) this.#local = new Int32Array(size);
    const [rows, local] = [this.#rows, this.#local];
    let count = 0;
    for (; this.#at < rows.length && rows[this.#at]! < start + size; this.#at++)
      local[count++] = rows[this.#at]! - start;
    return local.subarray(0, count);
  }
}

/** A block, its index, and which of its rows are meant: counted within the block, valid until the next visit. */
export type Visit = (block: Block, index: number, rows: Int32Array) => void;

/** Visits the blocks that hold some of the rows. Blocks without any are not loaded. */
export function visitRows(store: BlockStore, rows: Int32Array, visit: Visit): void {
  const cursor = new RowCursor(rows);
  let start = 0;
  for (let index = 0; index < store.blocks.length && !cursor.done; index++) {
    const size = store.blocks[index]!.rows;
    const local = cursor.next(start, size);
    if (local.length > 0) visit(store.load(index), index, local);
    start += size;
  }
}

/**
 * Encoded rows of a table whose blocks are in a file: read and encoded when they are asked for. What a thread needs to
 * open them is plain data.
 */

import type { Vector } from '../../kernels/kernels.ts';
import type { BoundInputs } from '../encoding/bind.ts';
import { encodeRows } from '../encoding/encode.ts';
import { noUnseenValues } from '../encoding/unseen-values.ts';
import { type RowLocations, RowReader } from '../tables/store/rows.ts';

/** Can be sent to threads. */
export interface StoredRowsData {
  readonly places: RowLocations;
  /** By block, (columns) of CellKind. */
  readonly kinds: readonly Uint8Array[];
  /** The first row of each block. */
  readonly starts: Int32Array;
  readonly encoding: BoundInputs;
  /** Rows of the table, in file order. */
  readonly rows: Int32Array;
}

export class StoredRows {
  readonly #data: StoredRowsData;
  readonly #reader: RowReader;
  /** Rows of one read, counted from its first. */
  #local = new Int32Array(256);

  constructor(data: StoredRowsData) {
    this.#data = data;
    this.#reader = new RowReader(data.places);
  }

  get rows(): number {
    return this.#data.rows.length;
  }

  get features(): number {
    return this.#data.encoding.features;
  }

  /** Fills x (.., features) from row `row` on with the rows at positions [begin, end) of the list. */
  read(begin: number, end: number, x: Vector, row: number): void {
    const { rows, starts, places } = this.#data;
    let block = blockOf(starts, rows[begin]!);
    for (let at = begin; at < end; block++) {
      const start = starts[block]!;
      const beyond = start + places.blocks[block]!.rows;
      const first = rows[at]!;
      let count = 0;
      while (at + count < end && rows[at + count]! < beyond) count++;
      if (count === 0) continue;
      this.#readFromBlock(block, at, count, x, row + at - begin, first - start, rows[at + count - 1]! - start + 1);
      at += count;
    }
  }

  close(): void {}

  /** `count` rows from position `at` of the list, which lie in rows [from, to) of the block. */
  #readFromBlock(block: number, at: number, count: number, x: Vector, row: number, from: number, to: number): void {
    const { rows, starts, encoding, kinds, places } = this.#data;
    if (this.#local.length < count) this.#local = new Int32Array(2 * count);
    const base = starts[block]! + from;
    for (let n = 0; n < count; n++) this.#local[n] = rows[at + n]! - base;
    const { cells, low } = this.#reader.read(block, from, to);
    const part = { cells, low, kinds: kinds[block]!, columns: places.blocks[block]!.columns };
    // Every row was encoded once before training, so none is refused here.
    const location = (n: number) => `row ${base + n + 1}`;
    encodeRows(encoding, part, block, this.#local.subarray(0, count), x, row, noUnseenValues(), location);
  }
}

/** The block that a row lies in: the last that starts at or before it. */
function blockOf(starts: Int32Array, row: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Rows of a file by themselves, for batches of a table that is larger than memory. A block's cells are row-major, so that
 * consecutive rows are one read, and one more for each column with low parts. Their checksum is that of whole blocks, and
 * not checked here: every block was loaded before, for its statistics.
 */

import { readAll } from '../../../base/files/disk.ts';
import type { BlockHead } from './head.ts';
import { areaBytes, lowOffset } from './layout.ts';
import type { StoreFile } from './store.ts';

/** Where rows are; numbers alone, to be sent to another thread. The descriptor must stay open. */
export interface RowLocations {
  readonly fd: number;
  readonly blocks: readonly {
    readonly rows: number;
    readonly columns: number;
    /** As they are kept. */
    readonly lowColumns: readonly number[];
    /** Those among them whose low parts are used, and where they stand among them. */
    readonly usedColumns: readonly number[];
    readonly usedPositions: readonly number[];
    readonly offset: number;
  }[];
}

export interface Rows {
  /** (rows, columns) */
  readonly cells: Float32Array;
  /** By column, (rows). */
  readonly low: ReadonlyMap<number, Float32Array>;
}

/** `heads` are those of the store as it is used. */
export function rowLocations({ fd, blocks }: StoreFile, heads: readonly Pick<BlockHead, 'lowColumns'>[]): RowLocations {
  const place = ({ head: { rows, columns, lowColumns }, offset }: (typeof blocks)[number], index: number) => {
    const usedColumns = heads[index]!.lowColumns;
    const positions = new Map(lowColumns.map((column, position) => [column, position]));
    const usedPositions = usedColumns.map(column => positions.get(column)!);
    return { rows, columns, lowColumns, usedColumns, usedPositions, offset };
  };
  return { fd, blocks: blocks.map(place) };
}

export class RowReader {
  readonly #places: RowLocations;
  #buffer = new ArrayBuffer(0);

  constructor(places: RowLocations) {
    this.#places = places;
  }

  /** Rows [from, to) of a block, valid until the next call. */
  read(block: number, from: number, to: number): Rows {
    const { rows, columns, lowColumns, usedColumns, usedPositions, offset } = this.#places.blocks[block]!;
    if (!(from >= 0 && from <= to && to <= rows)) throw new RangeError(`rows ${from} to ${to} of ${rows}`);
    const shape = { rows: to - from, columns, lowColumns: usedColumns };
    const bytes = areaBytes(shape);
    if (this.#buffer.byteLength < bytes) this.#buffer = new ArrayBuffer(2 * bytes);
    const cells = this.#read(0, shape.rows * columns, offset + 4 * from * columns);
    const low = usedColumns.map((column, position) => {
      const place = offset + lowOffset({ rows, columns, lowColumns }, usedPositions[position]!) + 4 * from;
      return [column, this.#read(lowOffset(shape, position), shape.rows, place)] as const;
    });
    return { cells, low: new Map(low) };
  }

  /** Numbers from a place of the file to a place of the buffer, both in bytes. */
  #read(to: number, length: number, place: number): Float32Array {
    const numbers = new Float32Array(this.#buffer, to, length);
    if (!readAll(this.#places.fd, new Uint8Array(this.#buffer, to, 4 * length), place)) {
      throw new Error('the file of the table was cut while it was in use');
    }
    return numbers;
  }
}

/**
 * The order in which rows are trained on: shuffled anew for each epoch, cut into batches, the last one short. Rows in
 * memory are shuffled all together; where they are stored, window by window (windows.ts).
 */

import { createHash, type Hash } from 'node:crypto';
import type { Random } from '../../base/numbers/random.ts';
import { Thinned } from '../../base/numbers/thinned.ts';
import type { Memory } from '../../kernels/memory.ts';
import type { Windows } from './windows.ts';

/** Binary digits in which windows differ whose digests are kept: all of the first 4096. */
const HASH_DIGITS = 12;

export interface BatchOptions {
  rows: number;
  /** Which rows of the matrix they are; absent for all. Windows have their own. */
  index?: Int32Array | undefined;
  batchSize: number;
  /** Null keeps the order of the rows; windows have their own. */
  random: Random | null;
  /** A last batch of fewer rows is left out. */
  minBatch: number;
  memory: Memory;
  /** Of stored rows. */
  windows?: Windows | null;
}

/** Digests of the order, and of how many windows each is. */
export type OrderHashes = Pick<Thinned<string>, 'counts' | 'values'>;

/** Batches in an epoch, and rows that are left out of each: those of a last batch below `minBatch`. The only batch stays. */
export function planBatches(rows: number, batchSize: number, minBatch: number): { count: number; leftOut: number } {
  const last = rows % batchSize;
  const leftOut = rows > batchSize && last < minBatch ? last : 0;
  return { count: Math.ceil((rows - leftOut) / batchSize), leftOut };
}

export class Batches {
  /** The rows at hand in their order: which rows of the dataset they are, and where they lie in the matrix. */
  readonly positions: Int32Array;
  readonly slots: Int32Array;
  /** Batches in an epoch. */
  readonly count: number;
  /** Rows that are left out of each epoch. */
  readonly leftOut: number;
  readonly windows: Windows | null;
  /**
   * Digest of all orders up to each window that was begun, 16 hex digits; of many windows a few, and the last. Rows in memory
   * are one window an epoch.
   */
  readonly hashes = new Thinned<string>(HASH_DIGITS);
  readonly #rows: number;
  readonly #batchSize: number;
  readonly #batchesPerWindow: number;
  readonly #random: Random | null;
  readonly #hash: Hash;
  readonly #bytes: Uint8Array;
  #window = 0;

  constructor(options: BatchOptions) {
    const { rows, index, batchSize, random, minBatch, memory, windows = null } = options;
    this.windows = windows;
    this.positions = windows === null ? memory.int32(rows) : windows.positions;
    this.slots = windows === null ? this.positions : windows.slots;
    if (windows === null) for (let row = 0; row < rows; row++) this.positions[row] = index?.[row] ?? row;
    const plan = planBatches(rows, batchSize, minBatch);
    this.leftOut = plan.leftOut;
    this.count = plan.count;
    this.#rows = rows;
    this.#batchSize = batchSize;
    this.#batchesPerWindow = windows === null ? Math.max(plan.count, 1) : windows.windowRows / batchSize;
    this.#random = random;
    this.#hash = createHash('sha256').update(`${batchSize}/${this.leftOut}/`);
    const { buffer, byteOffset, byteLength } = this.positions;
    this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
  }

  /** Puts the rows in the order of the next epoch. */
  beginEpoch(): void {
    this.windows?.beginEpoch();
    this.#window = 0;
    this.#nextWindow();
  }

  /**
   * Brings the rows of batch `index` to hand, and returns where they begin in `positions` and `slots`. The batches of an
   * epoch have to be sought in order.
   */
  seek(index: number): number {
    const window = Math.floor(index / this.#batchesPerWindow);
    if (window !== this.#window) {
      this.#window = window;
      this.#nextWindow();
    }
    return (index - window * this.#batchesPerWindow) * this.#batchSize;
  }

  /** Rows in batch `index`. */
  size(index: number): number {
    return Math.min(this.#batchSize, this.#rows - this.leftOut - index * this.#batchSize);
  }

  /**
   * Brings new batches to where they were after `steps` steps, by drawing all orders until then once more. Rows are read
   * only for a window that is not over. Returns false if it was given up because `isEnding`.
   */
  replay(steps: number, isEnding: () => boolean = () => false): boolean {
    for (let done = 0; done < steps; done += this.count) {
      if (isEnding()) return false;
      const batches = Math.min(this.count, steps - done);
      const last = Math.ceil(batches / this.#batchesPerWindow) - 1;
      this.windows?.beginEpoch();
      for (this.#window = 0; this.#window < last; this.#window++) this.#nextWindow(false);
      this.#nextWindow(batches < this.count);
    }
    return true;
  }

  #nextWindow(read = true): void {
    let rows = this.#rows;
    if (this.windows === null) this.#random?.shuffle(this.positions);
    else rows = this.windows.next(read);
    this.#hash.update(this.#bytes.subarray(0, 4 * rows));
    this.hashes.add(this.#hash.copy().digest('hex').slice(0, 16));
  }
}

/** The order in which rows are trained on: shuffled anew for each epoch, cut into batches, the last one short. */

import { createHash, type Hash } from 'node:crypto';
import type { Memory } from '../kernels/memory.ts';
import type { Random } from '../random.ts';

export interface BatchOptions {
  rows: number;
  batchSize: number;
  /** Null keeps the order of the rows. */
  random: Random | null;
  /** Leave out a last batch of one row, which batch norm cannot train on. */
  dropSingle: boolean;
  memory: Memory;
}

/** Batches in an epoch, and rows that sit out each: 1 where one would be left for a batch of its own. */
export function planBatches(rows: number, batchSize: number, dropSingle: boolean): { count: number; leftOut: number } {
  const leftOut = dropSingle && rows % batchSize === 1 ? 1 : 0;
  return { count: Math.ceil((rows - leftOut) / batchSize), leftOut };
}

export class Batches {
  /** Row indices of the epoch that was begun last. */
  readonly order: Int32Array;
  /** Batches in an epoch. */
  readonly count: number;
  /** Rows that sit out each epoch: 1 or 0. */
  readonly leftOut: number;
  /** Digest of all orders up to each epoch that was begun, 16 hex digits. */
  readonly hashes: string[] = [];
  readonly #batchSize: number;
  readonly #random: Random | null;
  readonly #hash: Hash;

  constructor(options: BatchOptions) {
    const { rows, batchSize, random, dropSingle } = options;
    this.order = options.memory.int32(rows);
    for (let row = 0; row < rows; row++) this.order[row] = row;
    const plan = planBatches(rows, batchSize, dropSingle);
    this.leftOut = plan.leftOut;
    this.count = plan.count;
    this.#batchSize = batchSize;
    this.#random = random;
    this.#hash = createHash('sha256').update(`${batchSize}/${this.leftOut}/`);
  }

  /** Puts the rows in the order of the next epoch. */
  beginEpoch(): void {
    this.#random?.shuffle(this.order);
    const { buffer, byteOffset, byteLength } = this.order;
    this.#hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    this.hashes.push(this.#hash.copy().digest('hex').slice(0, 16));
  }

  /** Where batch `index` begins in `order`. */
  begin(index: number): number {
    return index * this.#batchSize;
  }

  /** Rows in batch `index`. */
  size(index: number): number {
    return Math.min(this.#batchSize, this.order.length - this.leftOut - this.begin(index));
  }
}

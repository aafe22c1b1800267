/**
 * Training from more rows than memory holds. Rows lie outside, encoded, and come in by windows.
 *
 * The training rows, in file order, are cut into strips of S consecutive rows. In each epoch the strips are put in random
 * order; a window takes the next strips until it is full (a strip that does not fit goes on in the next window), its rows
 * are shuffled, and batches are taken from it. What is left for the last window makes the last batches, the last of them
 * short. A window has a whole number of batches, so no batch straddles two. S is such that a window has at least 1024
 * strips, and at most 256, so that reading is not all seeking: a window is then close to a random sample of the rows,
 * also where the file is sorted, in blocks of a few hundred rows or altogether. It is not a shuffle of all rows: rows of one
 * strip are mostly in the same window. Both arms draw the same numbers, and get the same batches. With --no-shuffle, strips
 * and rows stay in file order, and batches are those of rows in memory.
 *
 * Targets and weights of all rows stay in memory, and so does the order of the strips. All of a window is planned.
 */

import type { Random } from '../../base/numbers/random.ts';
import type { Vector } from '../../kernels/kernels.ts';
import type { Memory } from '../../kernels/memory.ts';
import type { Labels } from '../encoding/labels.ts';
import type { Dataset } from './dataset.ts';

/** Encoded rows that lie outside of memory. Positions count the rows of the dataset, in file order. */
export interface RowSource {
  readonly rows: number;
  readonly features: number;
  /** Fills x (…, features), from row `row` on, with the rows [begin, end). */
  read(begin: number, end: number, x: Vector, row: number): void;
  close(): void;
}

/** A dataset whose rows lie outside of memory. Can be sent to threads: targets and weights stay shared. */
export interface StoredDataset extends Labels {
  /** Plain data by which a thread finds the rows. */
  stored: unknown;
}

/** Makes a source of what a StoredDataset holds; each thread has its own. */
export type OpenRows = (stored: unknown) => RowSource;

/** A dataset as a thread works with it: in memory, or read from a source. */
export type OpenDataset = Dataset | (Labels & { source: RowSource });

export function openDataset(dataset: Dataset | StoredDataset, open: OpenRows): OpenDataset {
  if (!('stored' in dataset)) return dataset;
  const { stored, targets, weights, rows } = dataset;
  return { source: open(stored), targets, weights, rows };
}

const MIN_RUNS = 1024;
const MAX_RUN_ROWS = 256;

export interface WindowPlan {
  /** A multiple of the batch size. */
  windowRows: number;
  runRows: number;
}

/** The window of at most so many rows, but one batch at least and no more batches than there are. */
export function planWindow(rows: number, batchSize: number, mostRows: number): WindowPlan {
  const batches = Math.min(Math.max(Math.floor(mostRows / batchSize), 1), Math.ceil(rows / batchSize));
  const windowRows = batches * batchSize;
  return { windowRows, runRows: Math.min(Math.max(Math.floor(windowRows / MIN_RUNS), 1), MAX_RUN_ROWS) };
}

export interface WindowOptions extends WindowPlan {
  source: RowSource;
  /** (windowRows, features) */
  x: Vector;
  /** Null keeps the order of the rows. */
  random: Random | null;
  memory: Memory;
}

export class Windows {
  /** (windowRows, features): the rows at hand. */
  readonly x: Vector;
  readonly windowRows: number;
  /** (windowRows) In the order of training: where in x a row lies, and which row of the dataset it is. */
  readonly slots: Int32Array;
  readonly positions: Int32Array;
  readonly #options: WindowOptions;
  readonly #runs: Int32Array;
  /** (windowRows) Which row of the dataset lies in each slot. */
  readonly #places: Int32Array;
  readonly #lastSlots: Int32Array;
  /** The next row to take: strip by place in their order, and row in it. */
  #run = 0;
  #row = 0;
  #taken = 0;

  constructor(options: WindowOptions) {
    const { source, x, windowRows, runRows, memory } = options;
    this.#options = options;
    this.x = x;
    this.windowRows = windowRows;
    this.slots = memory.int32(windowRows);
    this.positions = memory.int32(windowRows);
    this.#places = memory.int32(windowRows);
    this.#lastSlots = this.slots.subarray(0, source.rows % windowRows || windowRows);
    this.#runs = memory.int32(Math.ceil(source.rows / runRows));
    for (let run = 0; run < this.#runs.length; run++) this.#runs[run] = run;
  }

  beginEpoch(): void {
    this.#options.random?.shuffle(this.#runs);
    this.#run = this.#row = this.#taken = 0;
  }

  /** Takes the epoch's next window and returns how many rows it has. Its rows need not be read if they are not used. */
  next(read = true): number {
    const { source, random } = this.#options;
    const rows = Math.min(this.windowRows, source.rows - this.#taken);
    this.#take(rows);
    if (read) this.#read(rows);
    for (let slot = 0; slot < rows; slot++) this.slots[slot] = slot;
    random?.shuffle(rows === this.windowRows ? this.slots : this.#lastSlots);
    for (let n = 0; n < rows; n++) this.positions[n] = this.#places[this.slots[n]!]!;
    return rows;
  }

  /** Sets the places of the next rows of the strips. */
  #take(rows: number): void {
    const { source, runRows } = this.#options;
    for (let slot = 0; slot < rows; slot++) {
      const position = this.#runs[this.#run]! * runRows + this.#row;
      this.#places[slot] = position;
      this.#row++;
      if (this.#row < runRows && position + 1 < source.rows) continue;
      this.#run++;
      this.#row = 0;
    }
    this.#taken += rows;
  }

  /** Reads rows that follow each other in one piece. */
  #read(rows: number): void {
    const places = this.#places;
    for (let begin = 0, end = 1; begin < rows; begin = end++) {
      while (end < rows && places[end] === places[end - 1]! + 1) end++;
      this.#options.source.read(places[begin]!, places[end - 1]! + 1, this.x, begin);
    }
  }
}

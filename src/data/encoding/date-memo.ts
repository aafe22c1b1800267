/** The numbers that dates become, remembered: tables have many rows and few dates. */

import type { Vector } from '../../kernels/kernels.ts';
import { DATE_NUMBERS, type DatePartEncoding, partWidth, putDateNumbers, putDateParts } from './encodings.ts';

/** Dates that are remembered: a power of two. Each has one place, which the latest date with that place takes. */
const DATES = 1 << 12;
const DAY = 86_400;

/** Neighbouring days, and neighbouring seconds of a day, have different places. */
function placeOf(seconds: number): number {
  return (Math.floor(seconds) + Math.floor(seconds / DAY)) & (DATES - 1);
}

const known = new Float64Array(DATES).fill(Number.NaN);
/** (DATES, DATE_NUMBERS) */
const dateNumbers = new Float64Array(DATES * DATE_NUMBERS);

/** Where the numbers of a date, given in seconds since 1970, begin in `dateNumbers`, for all columns of a thread; valid until the next call. */
function findDate(seconds: number): number {
  const place = placeOf(seconds);
  const at = place * DATE_NUMBERS;
  if (known[place] !== seconds) {
    known[place] = seconds;
    putDateNumbers(seconds, dateNumbers, at);
  }
  return at;
}

/** What the dates of one column become. */
export class DateMemo {
  readonly #parts: readonly DatePartEncoding[];
  readonly #width: number;
  readonly #known = new Float64Array(DATES).fill(Number.NaN);
  /** (DATES, width) */
  readonly #encoded: Vector;

  /** For inputs of the same width as those of x. */
  constructor(parts: readonly DatePartEncoding[], x: Vector) {
    this.#parts = parts;
    this.#width = parts.reduce((sum, { part }) => sum + partWidth(part), 0);
    const size = DATES * this.#width;
    this.#encoded = x instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  }

  isFor(x: Vector): boolean {
    return this.#encoded.BYTES_PER_ELEMENT === x.BYTES_PER_ELEMENT;
  }

  /** Puts what a date, given in seconds since 1970, becomes into x from `at` on. */
  put(seconds: number, x: Vector, at: number): void {
    const encoded = this.#encoded;
    const width = this.#width;
    const place = placeOf(seconds);
    const from = place * width;
    if (this.#known[place] !== seconds) {
      this.#known[place] = seconds;
      putDateParts(this.#parts, dateNumbers, findDate(seconds), encoded, from);
    }
    for (let i = 0; i < width; i++) x[at + i] = encoded[from + i]!;
  }
}

const memos = new WeakMap<readonly DatePartEncoding[], DateMemo>();

/** The memo of a column for x; there is one of each width at a time. */
export function dateMemoOf(parts: readonly DatePartEncoding[], x: Vector): DateMemo {
  let memo = memos.get(parts);
  if (memo === undefined || !memo.isFor(x)) {
    memo = new DateMemo(parts, x);
    memos.set(parts, memo);
  }
  return memo;
}

/** Puts dates into rows, and remembers what they become: tables have many rows and few dates. */

import type { Vector } from '../../kernels/kernels.ts';
import { type CalendarEncoding, partWidth, putDate } from './encodings.ts';

/** Dates that are remembered: a power of two. Each has one place, which the latest date with that place takes. */
const DATES = 1 << 12;
const DAY = 86_400;

export class DateMemo {
  readonly #encoding: Pick<CalendarEncoding, 'parts'>;
  readonly #width: number;
  readonly #seconds = new Float64Array(DATES).fill(Number.NaN);
  /** (DATES, width) */
  readonly #numbers: Vector;

  /** The numbers are as wide as those of `x`. */
  constructor(encoding: Pick<CalendarEncoding, 'parts'>, x: Vector) {
    this.#encoding = encoding;
    this.#width = encoding.parts.reduce((sum, { part }) => sum + partWidth(part), 0);
    const size = DATES * this.#width;
    this.#numbers = x instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  }

  /** Puts the parts of a date, given in seconds since 1970, into x from `at` on. */
  put(seconds: number, x: Vector, at: number): void {
    // Neighbouring days, and neighbouring seconds of a day, have different places.
    const place = (Math.floor(seconds) + Math.floor(seconds / DAY)) & (DATES - 1);
    const from = place * this.#width;
    if (this.#seconds[place] !== seconds) {
      this.#seconds[place] = seconds;
      putDate(this.#encoding, seconds, this.#numbers, from);
    }
    for (let n = 0; n < this.#width; n++) x[at + n] = this.#numbers[from + n]!;
  }
}

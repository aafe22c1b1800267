/**
 * What no rule of one column gets right: rows with equal cells get the same answer from every rule. Most columns repeat cells,
 * and then a few rows show that the column does not tell the target.
 */

import type { ColumnValues } from '../../../base/numbers/values.ts';
import { cellOf } from '../../tables/sample.ts';

/** Of training and of validation rows. */
export type Sides<T = Float64Array> = readonly [T, T];

/** Whether even the best rule is wrong in more than `allowed` rows of both sides: those that are not of their cell's most frequent class. */
export function errsMore(values: ColumnValues, rows: Sides<Int32Array>, classes: Sides, allowed: number): boolean {
  const frequencies = new Map<number, Map<number, number>>();
  const most = new Map<number, number>();
  let wrong = 0;
  for (const side of [0, 1] as const) {
    for (let n = 0; n < rows[side].length; n++) {
      const cell = Math.fround(cellOf(values, rows[side][n]!));
      const label = classes[side][n]!;
      let own = frequencies.get(cell);
      if (own === undefined) {
        own = new Map();
        frequencies.set(cell, own);
      }
      const count = (own.get(label) ?? 0) + 1;
      own.set(label, count);
      if (count > (most.get(cell) ?? 0)) most.set(cell, count);
      else if (++wrong > allowed) return true;
    }
  }
  return false;
}

/** Whether even the best rule leaves more than this share of what the answers vary: their squared distances from the mean of their cell. */
export function leavesMore(values: ColumnValues, rows: Int32Array, answers: Float64Array, share: number): boolean {
  const whole = new Spread();
  for (let n = 0; n < answers.length; n++) whole.add(answers[n]!);
  // Sums of squares are rounded.
  const allowed = (share + 1e-6) * whole.squares;
  const spreads = new Map<number, Spread>();
  let left = 0;
  for (let n = 0; n < rows.length; n++) {
    const cell = Math.fround(cellOf(values, rows[n]!));
    const own = spreads.get(cell);
    if (own === undefined) spreads.set(cell, new Spread().add(answers[n]!));
    else {
      left -= own.squares;
      left += own.add(answers[n]!).squares;
      if (left > allowed) return true;
    }
  }
  return false;
}

/** Squared distances from the mean, number by number (Welford 1962). */
class Spread {
  squares = 0;
  #count = 0;
  #mean = 0;

  add(value: number): this {
    const distance = value - this.#mean;
    this.#mean += distance / ++this.#count;
    this.squares += distance * (value - this.#mean);
    return this;
  }
}

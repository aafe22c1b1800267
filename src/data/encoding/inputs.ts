/**
 * What a column becomes: one or more numbers that the network is fed with. Plain data, saved with a model, fitted on
 * training rows (fit.ts) and applied to any (encode.ts).
 *
 * - A numeric column becomes one input, standardized (mean 0, deviation 1).
 * - A boolean column becomes one input, 1 for yes.
 * - A categorical column becomes one input a category, 1 for the row's own (one-hot): the most frequent ones, and one for
 *   all others where there are more than are wanted.
 * - A date becomes the year and the month, standardized, and the day of the year, the day of the week and the time of the day as points on a
 *   circle (sine and cosine), so that December is next to January; parts that are the same in all training rows are left
 *   out.
 *
 * Where training cells are missing, one more input is 1 for missing cells and 0 for others; the column's own inputs then hold
 * the median of a number, and 0 of all else. In columns without missing training cells, a missing number is the mean.
 */

import type { Circle } from '../tables/cells/calendar.ts';

export interface NumericInput {
  readonly kind: 'numeric';
  readonly name: string;
  /** Taken away, then divided by: 0 and 1 where nothing is standardized. */
  readonly mean: number;
  readonly deviation: number;
  /** Stands in for missing cells. */
  readonly filler: number;
  /** Whether a further input says that the cell is missing. */
  readonly indicator: boolean;
}

export interface BooleanInput {
  readonly kind: 'boolean';
  readonly name: string;
  readonly no: string;
  readonly yes: string;
  readonly indicator: boolean;
}

export interface CategoricalInput {
  readonly kind: 'categorical';
  readonly name: string;
  readonly categories: readonly string[];
  /** Whether an input behind the categories stands for all others. */
  readonly other: boolean;
  readonly indicator: boolean;
}

export interface DateInput {
  readonly kind: 'date';
  readonly name: string;
  readonly dayFirst: boolean;
  readonly parts: readonly DateInputPart[];
  readonly indicator: boolean;
}

/** A number of the date, standardized, or a point on a circle. */
export type DateInputPart =
  | { readonly part: 'year' | 'month'; readonly mean: number; readonly deviation: number }
  | { readonly part: Circle };

export type Input = NumericInput | BooleanInput | CategoricalInput | DateInput;

/** How many numbers an input becomes. */
export function inputWidth(input: Input): number {
  return ownWidth(input) + (input.indicator ? 1 : 0);
}

/** Without the indicator, which comes last. */
export function ownWidth(input: Input): number {
  if (input.kind === 'categorical') return input.categories.length + (input.other ? 1 : 0);
  if (input.kind === 'date') return input.parts.reduce((sum, { part }) => sum + partWidth(part), 0);
  return 1;
}

export function partWidth(part: DateInputPart['part']): number {
  return part === 'year' || part === 'month' ? 1 : 2;
}

/** Means of so many deviations and more are far from 0. Below, what float32 loses of a cell is less than a millionth of the deviation. */
const FAR = 16;

/** Whether a column needs more of its cells than float32 takes from them. */
export function isFar({ mean, deviation }: Pick<NumericInput, 'mean' | 'deviation'>): boolean {
  return Math.abs(mean) > FAR * deviation;
}

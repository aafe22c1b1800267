/**
 * How an input encodes a cell: as a standardized number, as one-hot categories, or as parts of a date. Plain data. All that
 * encodes goes by these three: rows of training, rows to predict, ES modules and ONNX. Nothing here may need Node, since
 * exported modules contain this file.
 */

import { MAX_FLOAT32 } from '../../base/numbers/rounding.ts';
import { type CyclicalFeature, calendarDate, cyclicalFeatures, phase } from '../tables/cells/calendar.ts';

interface Common {
  /** Of the column. */
  readonly name: string;
  /** Numbers that a cell becomes, without the indicator. */
  readonly width: number;
  /** Whether one more number, the last, is 1 for missing cells and 0 for others. */
  readonly indicator: boolean;
}

/** How a number becomes an input: z = (number - mean) / deviation, which may be squashed. */
export interface Scale {
  readonly mean: number;
  readonly deviation: number;
  /** Absent if z itself is the input. */
  readonly squash?: 'asinh';
}

/** A scaled number, with the filler in place of missing cells. */
export interface ScaleEncoding extends Common, Scale {
  readonly method: 'scale';
  readonly filler: number;
}

/** 1 at the position of the cell's text, 0 elsewhere. */
export interface OneHotEncoding extends Common {
  readonly method: 'one-hot';
  /** The texts that are known, each with its position, or NO_POSITION. */
  readonly positions: readonly (readonly [text: string, position: number])[];
  /** The position of all other texts; UNSEEN where they have none. */
  readonly others: number;
  /** What a cell may hold, for people. */
  readonly takes: string;
}

/** Parts of a date, standardized or as points on a circle. Missing dates become 0 throughout. */
export interface CalendarEncoding extends Common {
  readonly method: 'calendar';
  readonly dayFirst: boolean;
  readonly parts: readonly DatePartEncoding[];
}

/** A scaled number of the date, or a point on a circle (sine and cosine). */
export type DatePartEncoding = ({ readonly part: 'year' | 'month' } & Scale) | { readonly part: CyclicalFeature };

export type Encoding = ScaleEncoding | OneHotEncoding | CalendarEncoding;

/** A known text for which no number is 1, such as a boolean's no. */
export const NO_POSITION = -2;
/** A text that no training row has. */
export const UNSEEN = -1;

/** Numbers that a part of a date becomes. */
export function partWidth(part: DatePartEncoding['part']): number {
  return part === 'year' || part === 'month' ? 1 : 2;
}

/** Means of this many deviations and more are far from 0. Below, float32 takes less than a millionth of the deviation. */
const FAR = 16;

/** Whether a column needs more of its cells than float32 keeps. */
export function isFar({ mean, deviation }: Scale): boolean {
  return Math.abs(mean) > FAR * deviation;
}

export function standardized(value: number, { mean, deviation }: Scale): number {
  return (value - mean) / deviation;
}

/** Numbers up to this many deviations stay about as they are; larger ones grow like their logarithm. */
export const SQUASH_WIDTH = 3;

/** An odd, increasing function: 0 stays 0, 3 becomes 2.64, 100 becomes 12.6, 1e6 becomes 40.2. */
export function squashed(z: number): number {
  return SQUASH_WIDTH * Math.asinh(z / SQUASH_WIDTH);
}

/** Puts a scaled number into x. It is rounded to the width of x before it is squashed, as in an ONNX model, and after. */
export function putScaled(value: number, scale: Scale, x: Float32Array | Float64Array, at: number): void {
  x[at] = standardized(value, scale);
  if (scale.squash !== undefined) x[at] = squashed(x[at]!);
}

/** Whether a standardized number fits into float32. */
export function fitsFloat32(value: number): boolean {
  return Math.abs(value) <= MAX_FLOAT32;
}

/** A function that finds a text's position, NO_POSITION or UNSEEN. */
export function positionFinder({ positions, others }: OneHotEncoding): (text: string) => number {
  const known = new Map(positions);
  return text => known.get(text) ?? others;
}

/** Numbers of a date that its parts are made from: year, month, and the sine and cosine of each circle. */
export const DATE_NUMBERS = 2 + 2 * cyclicalFeatures.length;

/** Puts the DATE_NUMBERS of a date, given in seconds since 1970, into `numbers` from `at` on. */
export function putDateNumbers(seconds: number, numbers: Float64Array, at: number): void {
  const date = calendarDate(seconds);
  let to = at;
  numbers[to++] = date.year;
  numbers[to++] = date.month;
  for (const circle of cyclicalFeatures) {
    const angle = 2 * Math.PI * phase(date, circle);
    numbers[to++] = Math.sin(angle);
    numbers[to++] = Math.cos(angle);
  }
}

/** Puts the parts of a date, whose DATE_NUMBERS begin at `from`, into x from `at` on. */
export function putDateParts(
  parts: readonly DatePartEncoding[],
  numbers: Float64Array,
  from: number,
  x: Float32Array | Float64Array,
  at: number,
): void {
  let to = at;
  for (const part of parts) {
    if (part.part === 'year') putScaled(numbers[from]!, part, x, to++);
    else if (part.part === 'month') putScaled(numbers[from + 1]!, part, x, to++);
    else {
      const point = from + 2 + 2 * cyclicalFeatures.indexOf(part.part);
      x[to++] = numbers[point]!;
      x[to++] = numbers[point + 1]!;
    }
  }
}

/** How a number of a column is scaled: fitted, saved and shown. */

import { type Fields, number, oneOf } from '../../../base/files/json.ts';
import type { Scale } from '../encodings.ts';
import type { FitOptions } from './kind.ts';

/** The scale of numbers with this mean and standard deviation. */
export function fitScale({ mean, deviation }: Scale, { standardize, squash }: FitOptions): Scale {
  const scale = standardize ? { mean, deviation } : { mean: 0, deviation: 1 };
  return squash === 'none' ? scale : { ...scale, squash };
}

/** Throws Malformed. */
export function scaleFromJson(of: Fields): Scale {
  const scale = { mean: number(of.mean), deviation: number(of.deviation, Number.MIN_VALUE) };
  return of.squash === undefined ? scale : { ...scale, squash: oneOf(of.squash, ['asinh']) };
}

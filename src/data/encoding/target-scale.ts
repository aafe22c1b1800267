/** A regression target as the network sees it: standardized over the training rows, unless nothing is. */

import { UserError } from '../../base/errors.ts';
import { largest, standardizer } from '../../base/numbers/statistics.ts';
import type { NumberValues } from '../../base/numbers/values.ts';
import type { Vector } from '../../kernels/kernels.ts';
import type { PredictionRange } from '../../network/prediction-range.ts';
import type { Prepared } from '../choosing/prepare.ts';
import { shownNumber } from '../tables/cells/bad-cell.ts';

export interface Scale {
  mean: number;
  deviation: number;
}

/** As it is. */
const UNSCALED: Scale = { mean: 0, deviation: 1 };

export function targetScale({ table, target, split }: Prepared, standardize: boolean): Scale {
  if (target.classes !== null || !standardize) return UNSCALED;
  const all = (target.values as NumberValues).values;
  const numbers = new Float64Array(split.train.length);
  for (let n = 0; n < numbers.length; n++) numbers[n] = all[split.train[n]!]!;
  const scale = standardizer(numbers);
  if (Number.isFinite(scale.deviation)) return scale;
  throw new UserError(
    `${table.paths[0]}: target '${target.column.name}' holds numbers too large to standardize, such as ${shownNumber(largest(numbers))}`,
  );
}

/**
 * How many deviations the number of the range that is farthest from the mean is away from it; undefined for classes, and
 * where nothing is standardized.
 */
export function farthestTarget(range: PredictionRange | null, { mean, deviation }: Scale): number | undefined {
  if (range === null || (mean === UNSCALED.mean && deviation === UNSCALED.deviation)) return undefined;
  return Math.max(range.max - mean, mean - range.min) / deviation;
}

/** Fills `targets` with the rows' numbers, scaled. */
export function scaleTargets(targets: Vector, { values }: NumberValues, rows: Int32Array, scale: Scale): Vector {
  for (let n = 0; n < rows.length; n++) targets[n] = (values[rows[n]!]! - scale.mean) / scale.deviation;
  return targets;
}

/** Splits rows by time: what is validated lies after what is trained on, as it will when the network is used. */

import { UserError } from '../../base/errors.ts';
import type { NumberValues } from '../../base/numbers/values.ts';
import { formatCount, plural } from '../../base/text/format.ts';
import type { Split } from './split.ts';

/**
 * The latest rows validate. Rows of one time stay on one side, so the share is the nearest to `fraction` that times allow,
 * the smaller of two that are equally near; at least one row is on each side. `rows` are row indices in file order,
 * `times` has a value for each row of the table. Throws UserError where times are missing or all the same.
 */
export function splitByTime(rows: Int32Array, { values }: NumberValues, fraction: number): Split {
  const times = Float64Array.from(rows, row => values[row]!);
  const missing = times.reduce((count, time) => count + (Number.isNaN(time) ? 1 : 0), 0);
  if (missing > 0) {
    throw new UserError(
      `⟪time⟫: ${formatCount(missing)} of ${plural(rows.length, 'row')} ${missing === 1 ? 'has' : 'have'} no time, and it ` +
        'cannot be said on which side they belong; leave them out with ⟪where=... is not missing⟫',
    );
  }
  const first = firstValidated(times.slice().sort(), fraction);
  if (first === null) {
    throw new UserError(
      `⟪time⟫: ${rows.length === 1 ? 'one row' : `all ${formatCount(rows.length)} rows have the same time, and`} cannot be ` +
        'split; name another column, or split at random',
    );
  }
  return {
    train: rows.filter((_, index) => times[index]! < first),
    validation: rows.filter((_, index) => times[index]! >= first),
  };
}

/** The earliest time that validates; null where all are the same. */
function firstValidated(sorted: Float64Array, fraction: number): number | null {
  const wanted = fraction * sorted.length;
  let nearest: number | null = null;
  let min = Number.POSITIVE_INFINITY;
  for (let at = 1; at < sorted.length; at++) {
    if (sorted[at] === sorted[at - 1]) continue;
    const distance = Math.abs(sorted.length - at - wanted);
    if (distance > min) break;
    nearest = sorted[at]!;
    min = distance;
  }
  return nearest;
}

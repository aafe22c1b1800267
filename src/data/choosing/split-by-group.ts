/**
 * Splits rows so that all rows of one group, such as a patient or a house, are on one side. Otherwise a network is
 * validated on what it has seen, and its score flatters.
 *
 * Groups are gone through in random order, and one is taken to validate with when that brings the number of rows nearer to
 * the wanted share. Sizes and classes do not always come out well at the first go, so it is done several times and the
 * best kept: the one whose rows, and whose rows of each class, are nearest to the share.
 */

import { UserError } from '../../base/errors.ts';
import type { ColumnValues } from '../../base/numbers/values.ts';
import { partRows, type Split, type SplitOptions } from './split.ts';

/** Drawings are limited, and so are the rows looked at in all of them. */
const MAX_DRAWINGS = 32;
const MAX_LOOKED_AT = 4_000_000;

/**
 * `rows` are row indices in file order, `groups` has a value for each row of the table. Rows without a group are each one
 * of their own. Without `random`, the groups that begin last validate. The result depends on which rows go together
 * and on the seed, not on how groups are called or numbered. Throws UserError where all rows are one group.
 */
export function splitByGroup(rows: Int32Array, groups: ColumnValues, options: SplitOptions): Split {
  const { group, sizes } = numberGroups(rows, groups);
  if (sizes.length < 2) {
    throw new UserError(
      `⟪group⟫: all ${rows.length} rows are of one group; two are needed, one to train on and one to validate with`,
    );
  }
  const { random, labels, fraction } = options;
  const order = Int32Array.from(sizes, (_, index) => sizes.length - 1 - index);
  const drawings = random === null ? 1 : Math.min(MAX_DRAWINGS, Math.max(1, Math.floor(MAX_LOOKED_AT / rows.length)));
  let best: Uint8Array | undefined;
  let min = Number.POSITIVE_INFINITY;
  for (let drawing = 0; drawing < drawings && min > 0.5; drawing++) {
    random?.shuffle(order);
    const taken = pickGroups(order, sizes, fraction * rows.length);
    const distance = distanceFromShare(taken, group, labels, fraction);
    if (distance < min) {
      best = taken;
      min = distance;
    }
  }
  const validates = (_: number, index: number) => best![group[index]!] === 1;
  return partRows(rows, validates);
}

/** Groups numbered in the order in which they first occur, and how many rows each has. */
export function numberGroups(rows: Int32Array, groups: ColumnValues): { group: Int32Array; sizes: number[] } {
  const values = groups.type === 'texts' ? groups.codes : groups.values;
  const numbers = new Map<number, number>();
  const sizes: number[] = [];
  const group = rows.map(row => {
    const value = values[row]!;
    const missing = groups.type === 'texts' ? value < 0 : Number.isNaN(value);
    let number = missing ? undefined : numbers.get(value);
    if (number === undefined) {
      number = sizes.push(0) - 1;
      if (!missing) numbers.set(value, number);
    }
    sizes[number]!++;
    return number;
  });
  return { group, sizes };
}

/** 1 for each group that validates: at least one, and never all. */
function pickGroups(order: Int32Array, sizes: readonly number[], wanted: number): Uint8Array {
  const taken = new Uint8Array(sizes.length);
  let rows = 0;
  let groups = 0;
  for (const group of order) {
    if (groups === sizes.length - 1) break;
    if (sizes[group]! >= 2 * (wanted - rows)) continue;
    taken[group] = 1;
    rows += sizes[group]!;
    groups++;
  }
  if (groups === 0) taken[order.reduce((min, group) => (sizes[group]! < sizes[min]! ? group : min))] = 1;
  return taken;
}

/** Rows too many or too few to validate with, in all and, if there are classes, of each. */
function distanceFromShare(taken: Uint8Array, group: Int32Array, labels: Int32Array | null, fraction: number): number {
  let all = 0;
  const excess: number[] = [];
  for (let index = 0; index < group.length; index++) {
    const part = taken[group[index]!]! - fraction;
    all += part;
    if (labels !== null) excess[labels[index]!] = (excess[labels[index]!] ?? 0) + part;
  }
  return excess.reduce((sum, rows) => sum + Math.abs(rows), Math.abs(all));
}

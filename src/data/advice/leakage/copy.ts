/**
 * Inputs that are the target under another name: their values go one to one with the target's, or their numbers are the
 * target's times one number plus another.
 *
 * One to one says something only where values come back: columns that differ in every row always go one to one. So it
 * takes values that occur twice or more on average. A line is found by the correlation r: 1 - r^2 is the share
 * of the variance that a line leaves over.
 */

import { printable, significant } from '../../../base/text/format.ts';
import { cellsOf, sample } from '../../tables/sample.ts';
import { countMissing, type Finding, inAll, leaveOut, type NamedColumn } from './finding.ts';

const MIN_ROWS = 20;
const CORRELATION = 0.999999;

/**
 * Looks at the given rows, all of which have a target, or at 20,000 of them, evenly spaced. Cells that are missing in the
 * column count as one more value, or, if that does not fit, are skipped as long as they are fewer than half. `targets` are the
 * target's cells in the rows that are looked at.
 */
export function copyOfTarget(
  column: NamedColumn,
  target: NamedColumn,
  rows: Int32Array,
  targets = cellsOf(target.values, sample(rows)),
): Finding | null {
  const looked = sample(rows);
  const cells = cellsOf(column.values, looked);
  const missing = countMissing(cells);
  const evidence =
    goOneToOne(cells, targets, false) || (missing > 0 && goOneToOne(cells, targets, true))
      ? `goes one to one with the target '${printable(target.name)}'`
      : column.values.type === 'numbers' && target.values.type === 'numbers'
        ? line(cells, targets, missing, printable(target.name))
        : null;
  if (evidence === null) return null;
  const name = printable(column.name);
  const where = missing > 0 ? 'wherever it has a value' : inAll(looked.length, rows.length);
  return {
    kind: 'copy',
    column: column.name,
    message: `'${name}' ${evidence} ${where}, so it gives the answer away; ${leaveOut(column.name)}`,
  };
}

/** Whether each value of one always stands beside the same value of the other, both ways. */
function goOneToOne(cells: Float64Array, targets: Float64Array, passOver: boolean): boolean {
  const targetOf = new Map<number, number>();
  const cellOf = new Map<number, number>();
  let rows = 0;
  for (let n = 0; n < cells.length; n++) {
    const cell = cells[n]!;
    const target = targets[n]!;
    if (passOver && Number.isNaN(cell)) continue;
    rows++;
    // A Map takes NaN for equal to itself. More values than half the rows are too many, and most columns of numbers stop here.
    if (!targetOf.has(cell)) targetOf.set(cell, target);
    if (!cellOf.has(target)) cellOf.set(target, cell);
    const own = cellOf.get(target)!;
    if (
      2 * targetOf.size > cells.length ||
      targetOf.get(cell) !== target ||
      (own !== cell && !(Number.isNaN(own) && Number.isNaN(cell)))
    )
      return false;
  }
  return rows >= MIN_ROWS && 2 * rows >= cells.length && targetOf.size >= 2 && 2 * targetOf.size <= rows;
}

/** "equals the target 'y'", "is the target 'y' times 2 plus 1"; null where numbers are not in a line. */
function line(y: Float64Array, x: Float64Array, missing: number, target: string): string | null {
  const count = y.length - missing;
  if (count < MIN_ROWS || 2 * count < y.length) return null;
  const { xx, xy, yy, xMean, yMean } = moments(x, y, count);
  if (!(Math.abs(xy) > CORRELATION * Math.sqrt(xx * yy))) return null;
  const known = x.filter((_, n) => !Number.isNaN(y[n]!));
  // Two points are always in a line.
  if (new Set(known).size < 3) return null;
  if (x.every((value, n) => value === y[n] || Number.isNaN(y[n]!))) return `equals the target '${target}'`;
  const slope = xy / xx;
  const offset = yMean - slope * xMean;
  const negligible = Math.abs(offset) < 1e-6 * Math.sqrt(yy / count);
  const plus = negligible ? '' : ` ${offset < 0 ? 'minus' : 'plus'} ${significant(Math.abs(offset))}`;
  return `is the target '${target}' times ${significant(slope)}${plus}`;
}

/** Means, and sums of squares and products about them, of the `count` rows that have a y. */
function moments(x: Float64Array, y: Float64Array, count: number) {
  let xMean = 0;
  let yMean = 0;
  for (let n = 0; n < y.length; n++) {
    if (Number.isNaN(y[n]!)) continue;
    xMean += x[n]! / count;
    yMean += y[n]! / count;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let n = 0; n < y.length; n++) {
    if (Number.isNaN(y[n]!)) continue;
    const dx = x[n]! - xMean;
    const dy = y[n]! - yMean;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return { xx, xy, yy, xMean, yMean };
}

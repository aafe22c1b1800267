/**
 * What the leakage guard finds: signs that the score will not hold on new rows, because an input knows the target, says
 * nothing but which row it is, or because rows are on both sides. Each check is a pure function; a finding is a reason
 * to look, not a proof.
 */

import { whole } from '../../format.ts';
import { itemOf } from '../selection.ts';
import type { ColumnValues } from '../values.ts';

export interface Finding {
  readonly kind: 'copy' | 'tells' | 'identifier' | 'identical rows';
  /** The column it is about; null for rows. */
  readonly column: string | null;
  /** For people: the evidence, and what to do. */
  readonly message: string;
}

export interface NamedColumn {
  readonly name: string;
  readonly values: ColumnValues;
}

/** Checks of single columns look at no more rows than this on either side. Their loops are counted: tables can have thousands of columns, and iterators take several times as long. */
const MOST_ROWS = 20_000;

/** The rows, or 20,000 of them, evenly spaced. */
export function sample(rows: Int32Array, most = MOST_ROWS): Int32Array {
  if (rows.length <= most) return rows;
  const some = new Int32Array(most);
  for (let n = 0; n < most; n++) some[n] = rows[Math.floor((n * rows.length) / most)]!;
  return some;
}

/** Row by row, equal numbers for equal values and nothing else; NaN is missing. */
export function cellsOf(values: ColumnValues, rows: Int32Array): Float64Array {
  const cells = new Float64Array(rows.length);
  if (values.type === 'numbers') {
    for (let n = 0; n < rows.length; n++) cells[n] = values.values[rows[n]!]!;
  } else {
    for (let n = 0; n < rows.length; n++) {
      const code = values.codes[rows[n]!]!;
      cells[n] = code < 0 ? Number.NaN : code;
    }
  }
  return cells;
}

export function countMissing(cells: Float64Array): number {
  let count = 0;
  for (let n = 0; n < cells.length; n++) if (Number.isNaN(cells[n]!)) count++;
  return count;
}

/** Among how many rows something holds: "in all 150 rows", "in all 20,000 rows looked at". */
export function inAll(looked: number, of: number): string {
  return `in all ${whole(looked)} rows${looked < of ? ' looked at' : ''}`;
}

/** "leave it out with --drop 'a'" */
export function leaveOut(name: string): string {
  return `leave it out with --drop ${itemOf(name)}`;
}

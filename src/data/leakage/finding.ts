/**
 * What the leakage guard finds: signs that the score will not hold on new rows, because an input knows the target, says
 * nothing but which row it is, or because rows are on both sides. Each check is a pure function; a finding is a reason
 * to look, not a proof.
 */

import { whole } from '../../format.ts';
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

/** Checks of single columns look at no more rows than this on either side. */
const MOST_ROWS = 20_000;

/** The rows, or 20,000 of them, evenly spaced. */
export function sample(rows: Int32Array): Int32Array {
  if (rows.length <= MOST_ROWS) return rows;
  return Int32Array.from({ length: MOST_ROWS }, (_, n) => rows[Math.floor((n * rows.length) / MOST_ROWS)]!);
}

/** Row by row, equal numbers for equal values and nothing else; NaN is missing. */
export function cellsOf(values: ColumnValues, rows: Int32Array): Float64Array {
  if (values.type === 'numbers') return Float64Array.from(rows, row => values.values[row]!);
  return Float64Array.from(rows, row => (values.codes[row]! < 0 ? Number.NaN : values.codes[row]!));
}

/** Among how many rows something holds: "in all 150 rows", "in all 20,000 rows looked at". */
export function inAll(looked: number, of: number): string {
  return `in all ${whole(looked)} rows${looked < of ? ' looked at' : ''}`;
}

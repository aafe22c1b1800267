/** A look at some rows of a column: enough to judge it by, whatever the table's size. */

import type { ColumnValues } from '../../base/numbers/values.ts';

/** Checks of single columns look at no more rows than this on either side. Their loops are counted: tables can have thousands of columns, and iterators take several times as long. */
const MAX_ROWS = 20_000;

/** The rows, or 20,000 of them, evenly spaced. */
export function sample(rows: Int32Array, most = MAX_ROWS): Int32Array {
  if (rows.length <= most) return rows;
  const some = new Int32Array(most);
  for (let n = 0; n < most; n++) some[n] = rows[Math.floor((n * rows.length) / most)]!;
  return some;
}

/** Equal numbers for equal values and nothing else; NaN is missing. */
export function cellOf(values: ColumnValues, row: number): number {
  if (values.type === 'numbers') return values.values[row]!;
  const code = values.codes[row]!;
  return code < 0 ? Number.NaN : code;
}

/** The same of many rows. */
export function cellsOf(values: ColumnValues, rows: Int32Array): Float64Array {
  const cells = new Float64Array(rows.length);
  for (let n = 0; n < rows.length; n++) cells[n] = cellOf(values, rows[n]!);
  return cells;
}

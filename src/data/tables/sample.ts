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

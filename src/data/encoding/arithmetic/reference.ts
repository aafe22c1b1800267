/** The reference of the arithmetic. WebAssembly is tested against it, and float64 rows are made by it. */

import { MAX_FLOAT32 } from '../../../base/numbers/rounding.ts';
import type { Vector } from '../../../kernels/kernels.ts';
import type { Arithmetic, Cells, RowMoments, Scaling } from './arithmetic.ts';

export const reference: Arithmetic = { moments, standardize };

function moments({ cells, columns }: Cells, rows: Int32Array): RowMoments {
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const missing = new Int32Array(columns);
  const min = new Float32Array(columns).fill(Number.POSITIVE_INFINITY);
  const max = new Float32Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (let n = 0; n < rows.length; n++) {
    for (let c = 0; c < columns; c++) {
      const value = cells[rows[n]! * columns + c]!;
      sums[c]! += value;
      if (Number.isNaN(value)) missing[c]!++;
      if (value < min[c]!) min[c] = value;
      if (value > max[c]!) max[c] = value;
    }
  }
  for (let n = 0; n < rows.length; n++) {
    for (let c = 0; c < columns; c++) {
      const distance = cells[rows[n]! * columns + c]! - sums[c]! / rows.length;
      squares[c]! += distance * distance;
    }
  }
  return { sums, squares, missing, min, max };
}

function standardize(
  { features, columns, offsets, means, deviations }: Scaling,
  from: Cells,
  rows: Int32Array,
  x: Vector,
  row: number,
  odd: (n: number, number: number) => void,
): void {
  x.fill(0, row * features, (row + rows.length) * features);
  for (let n = 0; n < rows.length; n++) {
    const to = (row + n) * features;
    for (let j = 0; j < columns.length; j++) {
      const value = (from.cells[rows[n]! * from.columns + columns[j]!]! - means[j]!) / deviations[j]!;
      x[to + offsets[j]!] = value;
      if (!(Math.abs(value) <= MAX_FLOAT32)) odd(n, j);
    }
  }
}

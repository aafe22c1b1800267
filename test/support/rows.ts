/** Stored rows for tests: a matrix that is read as if it were in a file. */

import type { RowSource } from '../../src/data/batches/windows.ts';
import type { Vector } from '../../src/kernels/kernels.ts';

export interface MatrixSource extends RowSource {
  /** Rows read so far, and whether it was closed. */
  told: { rows: number; reads: number; closed: number };
}

export function matrixSource(matrix: Vector, features: number): MatrixSource {
  const told = { rows: 0, reads: 0, closed: 0 };
  const rows = matrix.length / features;
  return {
    rows,
    features,
    told,
    read(begin, end, x, row) {
      if (!(begin >= 0 && begin < end && end <= rows)) throw new Error(`no rows ${begin} to ${end} of ${rows}`);
      x.set(matrix.subarray(begin * features, end * features), row * features);
      told.rows += end - begin;
      told.reads++;
    },
    close: () => void told.closed++,
  };
}

/**
 * Checks a library before it is used: products of awkward sizes, with rows that are farther apart than they are long, must
 * be right, and everything around the result must stay as it was.
 */

import { type Blas, PLAIN, ROW_MAJOR, TRANSPOSED } from './binding.ts';

/** m, n and k: one row, one column, one term, and sizes that no tile divides. */
const sizes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 37, 5],
  [37, 1, 5],
  [5, 3, 1],
  [7, 21, 33],
  [35, 34, 40],
];
/** Numbers between the end of a row and the next, and around a matrix. */
const GAP = 3;
const MARGIN = 64;
const GUARD = -12345.5;
/** Tolerance, relative to the largest number of a product. */
const TOLERANCE = 1e-5;

/** What is wrong with the products; null for nothing. */
export function whatIsWrong(blas: Blas): string | null {
  for (const [m, n, k] of sizes) {
    for (const transA of [PLAIN, TRANSPOSED] as const) {
      for (const transB of [PLAIN, TRANSPOSED] as const) {
        for (const beta of [0, 1]) {
          const wrong = wrongIn(blas, { m, n, k, transA, transB, beta });
          if (wrong !== null) return `${wrong} (cblas_sgemm of ${m} × ${k} and ${k} × ${n})`;
        }
      }
    }
  }
  return null;
}

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA: typeof PLAIN | typeof TRANSPOSED;
  readonly transB: typeof PLAIN | typeof TRANSPOSED;
  readonly beta: number;
}

function wrongIn({ sgemm, addressOf }: Blas, { m, n, k, transA, transB, beta }: Case): string | null {
  const a = transA === PLAIN ? new Guarded(m, k, 1) : new Guarded(k, m, 1);
  const b = transB === PLAIN ? new Guarded(k, n, 2) : new Guarded(n, k, 2);
  const c = new Guarded(m, n, 3);
  const expected = product(a, b, c, { m, n, k, transA, transB, beta });
  // Without beta the old numbers do not matter, whatever they are.
  if (beta === 0) c.fill(Number.NaN);
  const at = (matrix: Guarded) => addressOf(matrix.numbers.buffer) + 4 * MARGIN;
  sgemm(ROW_MAJOR, transA, transB, m, n, k, 1, at(a), a.stride, at(b), b.stride, beta, at(c), c.stride);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      const difference = Math.abs(c.get(row, column) - expected[row * n + column]!);
      // Not `>`, because a NaN must not pass.
      if (!(difference <= TOLERANCE * largest)) return 'its products are wrong';
    }
  }
  return [a, b, c].every(matrix => matrix.isUntouched()) ? null : 'it writes beyond its matrix';
}

/** The product in double precision. */
function product(a: Guarded, b: Guarded, c: Guarded, { m, n, k, transA, transB, beta }: Case): Float64Array {
  const out = new Float64Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = beta * c.get(row, column);
      for (let i = 0; i < k; i++) {
        const left = transA === PLAIN ? a.get(row, i) : a.get(i, row);
        sum += left * (transB === PLAIN ? b.get(i, column) : b.get(column, i));
      }
      out[row * n + column] = sum;
    }
  }
  return out;
}

/** A matrix of pseudorandom numbers among guards. */
class Guarded {
  readonly stride: number;
  readonly numbers: Float32Array;
  readonly #rows: number;
  readonly #columns: number;

  constructor(rows: number, columns: number, seed: number) {
    this.#rows = rows;
    this.#columns = columns;
    this.stride = columns + GAP;
    this.numbers = new Float32Array(2 * MARGIN + rows * this.stride).fill(GUARD);
    this.#each(at => {
      this.numbers[at] = (((at + seed) * 7919) % 2003) / 1001 - 1;
    });
  }

  get(row: number, column: number): number {
    return this.numbers[MARGIN + row * this.stride + column]!;
  }

  fill(value: number): void {
    this.#each(at => {
      this.numbers[at] = value;
    });
  }

  /** Whether the guards are as they were. */
  isUntouched(): boolean {
    const around = this.numbers.slice();
    this.#each(at => {
      around[at] = GUARD;
    });
    return around.every(value => value === GUARD);
  }

  #each(visit: (at: number) => void): void {
    for (let row = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++) visit(MARGIN + row * this.stride + column);
    }
  }
}

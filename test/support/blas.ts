/** The BLAS of this machine, and one made of JavaScript for tests that need none. */

import { UserError } from '../../src/base/errors.ts';
import { type Blas, PLAIN, type Sgemm } from '../../src/kernels/blas/binding.ts';
import { findBlas } from '../../src/kernels/blas/find.ts';
import type { BlasLibrary } from '../../src/kernels/blas/library.ts';

function lookForBlas(): BlasLibrary | string {
  try {
    return findBlas(null);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return 'no BLAS on this machine';
  }
}

const found = lookForBlas();

/** Null where the machine has none. */
export const blasHere = typeof found === 'string' ? null : found;
/** Why tests of the machine's BLAS are skipped; null if they are not. */
export const whyNoBlas = typeof found === 'string' ? found : null;

/** Matrices by their places in memory. */
export interface Fake extends Blas {
  /** The numbers from an address on. */
  at(address: number): { numbers: Float32Array; start: number };
}

const SPACING = 2 ** 32;

/** Products in plain JavaScript; `sgemm` may replace them, and gets those of plain JavaScript. */
export function fakeBlas(change: (plain: Sgemm, fake: Fake) => Sgemm = plain => plain): Fake {
  const buffers: ArrayBufferLike[] = [];
  const fake = {
    addressOf(buffer: ArrayBufferLike) {
      if (!buffers.includes(buffer)) buffers.push(buffer);
      return (buffers.indexOf(buffer) + 1) * SPACING;
    },
    at(address: number) {
      const buffer = buffers[Math.floor(address / SPACING) - 1]!;
      return { numbers: new Float32Array(buffer), start: (address % SPACING) / 4 };
    },
  };
  const plain: Sgemm = (_order, transA, transB, m, n, k, alpha, aAt, lda, bAt, ldb, beta, cAt, ldc) => {
    const [a, b, c] = [fake.at(aAt), fake.at(bAt), fake.at(cAt)];
    const element = ({ numbers, start }: typeof a, row: number, column: number, stride: number) =>
      numbers[start + row * stride + column]!;
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let i = 0; i < k; i++) {
          const left = transA === PLAIN ? element(a, row, i, lda) : element(a, i, row, lda);
          sum += left * (transB === PLAIN ? element(b, i, column, ldb) : element(b, column, i, ldb));
        }
        const old = beta === 0 ? 0 : beta * element(c, row, column, ldc);
        c.numbers[c.start + row * ldc + column] = alpha * sum + old;
      }
    }
  };
  const whole: Fake = { ...fake, sgemm: plain };
  return { ...whole, sgemm: change(plain, whole) };
}

/**
 * The three products of an affine layer by a BLAS, in place of the exports of the module; everything else is still the
 * module's, on the same memory.
 *
 * A product of a part of a matrix may have other bits than the part of the product, because a library chooses its code by
 * sizes. So a large product is always done in the same pieces, whether threads share them or not.
 */

import { type Blas, PLAIN, ROW_MAJOR, TRANSPOSED } from '../blas/binding.ts';
import type { WasmExports } from './exports.ts';

type Products = Pick<WasmExports, 'affineForward' | 'affineBackwardInput' | 'affineBackwardWeight'>;
type Module = Products & Pick<WasmExports, 'repeatRow'>;

/** Multiply-adds of the smallest product in pieces, which has two; four times as many have twice the pieces. */
export const SMALLEST_DIVIDED = 1 << 25;
const MOST_PIECES = 4;
/** Pieces begin at cache lines. */
const LINE = 16;

/** Up to so many multiply-adds, the call of a library takes longer than the library is faster. */
const SMALL = 1 << 14;

/** How many of `size` columns or rows of the result a piece has, in a product of that many multiply-adds. */
export function pieceOf(size: number, work: number): number {
  const pieces = Math.min(Math.max(Math.floor(2 * Math.sqrt(work / SMALLEST_DIVIDED)), 1), MOST_PIECES);
  return Math.ceil(size / pieces / LINE) * LINE;
}

/** The products of a module with this memory. */
export function blasProducts({ sgemm, addressOf }: Blas, memory: ArrayBufferLike, module: Module): Products {
  const base = addressOf(memory);
  return {
    affineForward(out, x, weight, bias, N, D, M, scratch, begin, end) {
      if (N * D * M <= SMALL) {
        module.affineForward(out, x, weight, bias, N, D, M, scratch, begin, end);
        return;
      }
      const piece = pieceOf(M, N * D * M);
      if (bias !== 0) module.repeatRow(out, bias, N, M, begin, end);
      const beta = bias === 0 ? 0 : 1;
      const [to, left] = [base + out, base + x];
      for (let m = begin; m < end; m += piece) {
        const width = Math.min(piece, end - m);
        const [a, b] = [base + weight + 4 * m, to + 4 * m];
        sgemm(ROW_MAJOR, PLAIN, PLAIN, N, width, D, 1, left, D, a, M, beta, b, M);
      }
    },
    affineBackwardInput(dx, dout, weight, N, D, M, scratch, begin, end) {
      if (N * D * M <= SMALL) {
        module.affineBackwardInput(dx, dout, weight, N, D, M, scratch, begin, end);
        return;
      }
      const piece = pieceOf(D, N * D * M);
      for (let d = begin; d < end; d += piece) {
        const width = Math.min(piece, end - d);
        const rows = base + weight + 4 * d * M;
        sgemm(ROW_MAJOR, PLAIN, TRANSPOSED, N, width, M, 1, base + dout, M, rows, M, 0, base + dx + 4 * d, D);
      }
    },
    affineBackwardWeight(dweight, x, dout, N, D, M, scratch, begin, end) {
      if (N * D * M <= SMALL) {
        module.affineBackwardWeight(dweight, x, dout, N, D, M, scratch, begin, end);
        return;
      }
      const piece = pieceOf(D, N * D * M);
      for (let d = begin; d < end; d += piece) {
        const height = Math.min(piece, end - d);
        const to = base + dweight + 4 * d * M;
        sgemm(ROW_MAJOR, TRANSPOSED, PLAIN, height, M, N, 1, base + x + 4 * d, D, base + dout, M, 0, to, M);
      }
    },
  };
}

/** The functions of a BLAS that bntrain calls. */

import { useOneThread } from './families.ts';
import type { BlasLibrary } from './library.ts';
import { addressIn, type NativeLibrary, nativeCalls, openNative, undecorated } from './native.ts';

/** The constants of CBLAS. */
export const ROW_MAJOR = 101;
export const PLAIN = 111;
export const TRANSPOSED = 112;

/** C (m, n) = alpha · A (m, k) · B (k, n) + beta · C, or with A or B transposed; a, b and c are addresses in the process. */
export type Sgemm = (
  order: typeof ROW_MAJOR,
  transA: typeof PLAIN | typeof TRANSPOSED,
  transB: typeof PLAIN | typeof TRANSPOSED,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  beta: number,
  c: number,
  ldc: number,
) => void;

export interface Blas {
  readonly sgemm: Sgemm;
  /** The address of a memory in this process. */
  addressOf(buffer: ArrayBufferLike): number;
}

/** The functions of a library that was found, for the calling thread. */
export function bindBlas({ file, prefix, suffix, integerBits }: BlasLibrary): Blas {
  const koffi = nativeCalls()!;
  const native = undecorated(openNative(koffi, file), prefix, suffix);
  useOneThread(native);
  return { sgemm: sgemmOf(native, integerBits)!, addressOf: buffer => addressIn(koffi, buffer) };
}

/** Null if the library has no such function. */
export function sgemmOf(native: NativeLibrary, integerBits: 32 | 64): Sgemm | null {
  const int = `int${integerBits}_t`;
  const matrix = (name: string) => `intptr_t ${name}, ${int} ld${name}`;
  const sizes = `${int} m, ${int} n, ${int} k`;
  const declaration =
    `void cblas_sgemm(int order, int transA, int transB, ${sizes}, float alpha, ${matrix('a')}, ${matrix('b')}, ` +
    `float beta, ${matrix('c')})`;
  return native.find(declaration) as Sgemm | null;
}

/**
 * Whether integers have 32 or 64 bits: a count whose lower half is 1, and which is negative as a whole. A function that
 * takes 32 bits multiplies one element, and one that takes 64 none.
 */
export function integerBitsOf(native: NativeLibrary, addressOf: Blas['addressOf']): 32 | 64 {
  const dot = native.find('float cblas_sdot(int64_t n, intptr_t x, int64_t incx, intptr_t y, int64_t incy)');
  if (dot === null) return 32;
  const ones = Float32Array.of(1, 1);
  const at = addressOf(ones.buffer);
  return dot(1 - 2 ** 32, at, 1, at, 1) === 0 ? 64 : 32;
}

/** Rows that a network gets at once, and memory for them. */

import type { Targets, Vector } from '../kernels/kernels.ts';
import type { Memory } from '../kernels/memory.ts';

export interface Batch {
  /** (…, features), with `rows` rows or more. */
  readonly x: Vector;
  readonly targets: Targets;
  /** Null if all rows count alike. */
  readonly weights: Vector | null;
  readonly rows: number;
}

/** Memory for `size` values of the same kind. */
export function allocateLike<T extends Targets>(values: T, size: number, memory: Memory): T {
  if (values instanceof Int32Array) return memory.int32(size) as T;
  return memory.floats(size, values instanceof Float32Array ? 'float32' : 'float64') as T;
}

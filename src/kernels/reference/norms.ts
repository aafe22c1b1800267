/**
 * The normalizations, by name. Batch norm has kernels of its own, because it normalizes columns; the plain kernels of those
 * over rows are here. A set of WebAssembly kernels exports each by its name: `layernormForward` for `layer`.
 */

import type { RowNormKernels } from '../kernels.ts';
import { layernormBackward, layernormForward } from './layernorm.ts';

export const rowNorms = {
  layer: { forward: layernormForward, backward: layernormBackward },
} as const satisfies Record<string, RowNormKernels>;

export type RowNormName = keyof typeof rowNorms;
export const rowNormNames = Object.keys(rowNorms) as readonly RowNormName[];

export type NormName = 'batch' | RowNormName;
export const normNames: readonly NormName[] = ['batch', ...rowNormNames];

/**
 * The normalizations, by name: their plain kernels, and whether they normalize the columns of a batch or its rows. A set of
 * WebAssembly kernels exports each by its name here: `batchnormForward` for `batch`.
 */

import type { NormKernels } from '../kernels.ts';
import { batchnormBackward, batchnormForward } from './batchnorm.ts';
import { layernormBackward, layernormForward } from './layernorm.ts';

/** The dimension that has its own means and variances; threads divide the work along it. */
export type NormOver = 'columns' | 'rows';

interface NormDefinition extends NormKernels {
  readonly over: NormOver;
}

export const norms = {
  batch: { over: 'columns', forward: batchnormForward, backward: batchnormBackward },
  layer: { over: 'rows', forward: layernormForward, backward: layernormBackward },
} as const satisfies Record<string, NormDefinition>;

export type NormName = keyof typeof norms;
export const normNames = Object.keys(norms) as readonly NormName[];

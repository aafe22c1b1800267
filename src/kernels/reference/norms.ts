/** The normalizations, by name: their plain kernels, and whether they normalize the columns of a batch or its rows. */

import type { NormKernels } from '../kernels.ts';
import { batchnormBackward, batchnormForward } from './batchnorm.ts';
import { layernormBackward, layernormForward } from './layernorm.ts';

interface Norm extends NormKernels {
  /** What has a mean and a variance; threads divide the work by it. */
  readonly over: 'columns' | 'rows';
}

export const norms = {
  batch: { over: 'columns', forward: batchnormForward, backward: batchnormBackward },
  layer: { over: 'rows', forward: layernormForward, backward: layernormBackward },
} satisfies Record<string, Norm>;

export type NormName = keyof typeof norms;

/** What an experiment is. */

import type { Config } from '../training/config.ts';
import type { Arm } from '../training/events.ts';

export interface Experiment {
  /** `compare` has both arms, `train` one. */
  command: 'compare' | 'train';
  path: string;
  arms: readonly Arm[];
  config: Config;
}

/** Batch norm has a place between affine and activation, so only where there is a hidden layer. */
export function meetsBatchNorm({ arms, config }: Experiment): boolean {
  return arms.includes('batchnorm') && config.layers.length > 0;
}

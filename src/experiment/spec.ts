/** The description of an experiment. */

import { UserError } from '../base/errors.ts';
import type { Config } from '../settings/config.ts';
import { type Arm, armConfig, hasNorm } from './arms.ts';
import type { CheckpointRequest } from './checkpoint.ts';
import type { SaveRequest } from './save.ts';

export interface Experiment {
  /** `compare` has several arms, `train` one. */
  command: 'compare' | 'train';
  /** Files or directories of one table, or - for standard input. */
  paths: readonly string[];
  arms: readonly Arm[];
  /** The settings that all arms share. */
  config: Config;
  /** Absent if no network is saved. */
  save?: SaveRequest;
  /** Absent if no checkpoints are written. */
  checkpoint?: CheckpointRequest;
}

/** Whether some arm has batch norm, which needs a hidden layer. */
export function meetsBatchNorm({ arms, config }: Pick<Experiment, 'arms' | 'config'>): boolean {
  return arms.some(arm => hasNorm(armConfig(arm, config), 'batch'));
}

/** Throws UserError for a batch size that batch norm cannot train on. */
export function checkBatchSize(experiment: Pick<Experiment, 'arms' | 'config'>): void {
  if (experiment.config.batchSize > 1 || !meetsBatchNorm(experiment)) return;
  throw new UserError(
    '⟪batchSize⟫: got 1, takes 2 or more with batch norm: the variance of one row is 0; ' +
      'without batch norm 1 is enough',
  );
}

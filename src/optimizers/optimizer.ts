/** An optimizer without its step, which is a kernel of the same name (kernels/reference/optimizers.ts). */

import type { Scalars } from '../kernels/kernels.ts';
import type { OptimizerName } from '../kernels/reference/optimizers.ts';
import type { Task } from '../network/tasks.ts';

export interface OptimizerSettings {
  optimizer: OptimizerName;
  weightDecay: number;
  momentum: number;
  nesterov: boolean;
  /** Weights of the old values in Adam's averages: of gradients, and of squared gradients. */
  betas: [number, number];
}

/** Settings that not every optimizer uses. */
export type OptimizerSetting = Exclude<keyof OptimizerSettings, 'optimizer' | 'weightDecay'>;

export interface OptimizerDefinition {
  /** The default learning rate; an object if it depends on the task. */
  readonly learningRate: number | Readonly<Record<Task, number>>;
  /** Names of its state: a number for each parameter under each name. A checkpoint has tensors of these names. */
  readonly state: readonly string[];
  /** The settings that it uses; others are refused. */
  readonly uses: readonly OptimizerSetting[];
  /** The numbers that its step reads after those of every step: the learning rate, the weight decay and the average's share. */
  rates(settings: OptimizerSettings): number[];
  /** Sets those numbers that change from step to step; steps are counted from 1. Its own numbers start at rates[3]. */
  beforeStep?(rates: Scalars, step: number): void;
}

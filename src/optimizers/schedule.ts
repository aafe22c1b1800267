/**
 * The learning rate of each step. With warm-up, step t of the first `warmup` has lr · t / warmup; the schedule runs over
 * the steps behind it, with p from 0 at its first step towards 1 at the end of training.
 */

import type { Scalars } from '../kernels/kernels.ts';

export const scheduleNames = ['constant', 'cosine', 'step', 'exponential'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

export interface ScheduleOptions {
  schedule: ScheduleName;
  lr: number;
  warmup: number;
}

/**
 * Writes the learning rate of `step`, counted from 1, of `totalSteps` to rate[0]. As a result it would be an object a
 * step wherever this is not compiled into its caller.
 */
export function setLearningRate(rate: Scalars, options: ScheduleOptions, step: number, totalSteps: number): void {
  const { schedule, lr, warmup } = options;
  if (step <= warmup) {
    rate[0] = (lr * step) / warmup;
    return;
  }
  const p = (step - 1 - warmup) / (totalSteps - warmup);
  switch (schedule) {
    case 'constant':
      rate[0] = lr;
      break;
    case 'cosine':
      // Half a cosine from 1 down to 0 (Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983, without restarts).
      rate[0] = lr * (0.5 * (1 + Math.cos(Math.PI * p)));
      break;
    case 'step':
      // A tenth after each third.
      rate[0] = lr * 0.1 ** Math.floor(3 * p);
      break;
    case 'exponential':
      // Evenly on a log scale, from 1 down to 1/100.
      rate[0] = lr * 0.01 ** p;
      break;
  }
}

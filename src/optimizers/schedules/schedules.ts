/** The shapes of the learning rate over training. */

import type { Scalars } from '../../kernels/kernels.ts';

/**
 * Replaces p in scalars[0], which grows from 0 at the first step to 1 at the end of training, by the factor of the
 * learning rate. As an argument or a result, the number could be an object in each step.
 */
export type Schedule = (scalars: Scalars) => void;

export type ScheduleName = 'constant' | 'cosine' | 'step' | 'exponential';

export const schedules: Readonly<Record<ScheduleName, Schedule>> = {
  constant: p => {
    p[0] = 1;
  },
  /** Half a cosine from 1 down to 0 (Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983, without restarts). */
  cosine: p => {
    p[0] = 0.5 * (1 + Math.cos(Math.PI * p[0]!));
  },
  /** A tenth after each third. */
  step: p => {
    p[0] = 0.1 ** Math.floor(3 * p[0]!);
  },
  /** Evenly on a log scale, from 1 down to 1/100. */
  exponential: p => {
    p[0] = 0.01 ** p[0]!;
  },
};

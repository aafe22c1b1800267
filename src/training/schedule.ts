/**
 * The learning rate of each step. With warm-up, step t of the first `warmup` has lr · t / warmup; the schedule runs over
 * the steps behind it, with p from 0 at its first step towards 1 at the end of training.
 */

export type ScheduleName = 'constant' | 'cosine' | 'step' | 'exponential';

const factors: Readonly<Record<ScheduleName, (p: number) => number>> = {
  constant: () => 1,
  /** Half a cosine from 1 down to 0 (Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983, without restarts). */
  cosine: p => 0.5 * (1 + Math.cos(Math.PI * p)),
  /** A tenth after each third. */
  step: p => 0.1 ** Math.floor(3 * p),
  /** Evenly on a log scale, from 1 down to 1/100. */
  exponential: p => 0.01 ** p,
};

export interface ScheduleOptions {
  schedule: ScheduleName;
  lr: number;
  warmup: number;
}

/** The learning rate of `step`, counted from 1, of `totalSteps`. */
export function learningRate(options: ScheduleOptions, step: number, totalSteps: number): number {
  const { schedule, lr, warmup } = options;
  if (step <= warmup) return (lr * step) / warmup;
  return lr * factors[schedule]((step - 1 - warmup) / (totalSteps - warmup));
}

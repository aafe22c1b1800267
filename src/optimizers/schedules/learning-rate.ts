/**
 * The learning rate of each step. With warm-up, step t of the first `warmup` has lr · t / warmup; the schedule runs over
 * the steps behind it.
 */

import type { Scalars } from '../../kernels/kernels.ts';
import { type ScheduleName, schedules } from './schedules.ts';

export interface ScheduleSettings {
  schedule: ScheduleName;
  lr: number;
  warmup: number;
}

/** Writes the learning rate of `step`, counted from 1, of `totalSteps` to rates[0]. */
export function setLearningRate(rates: Scalars, settings: ScheduleSettings, step: number, totalSteps: number): void {
  const { schedule, lr, warmup } = settings;
  if (step <= warmup) {
    rates[0] = (lr * step) / warmup;
    return;
  }
  rates[0] = (step - 1 - warmup) / (totalSteps - warmup);
  schedules[schedule](rates);
  rates[0] *= lr;
}

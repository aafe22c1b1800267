/**
 * The learning rate of each step. During a warm-up of `warmup` steps, step t has lr · t / warmup. The schedule covers
 * the steps after it.
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

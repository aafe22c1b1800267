/**
 * The tasks: a network learns a class or a number. Each task has the loss that is minimized and a score for people,
 * which is the same for every loss of the task.
 */

import type { LossName } from '../kernels/reference/losses.ts';

interface TaskDefinition {
  readonly loss: LossName;
  readonly metric: string;
}

export const tasks = {
  classification: { loss: 'softmaxCrossEntropy', metric: 'accuracy' },
  regression: { loss: 'squaredError', metric: 'r2' },
} as const satisfies Record<string, TaskDefinition>;

export type Task = keyof typeof tasks;
export type Metric = (typeof tasks)[Task]['metric'];
export const taskNames = Object.keys(tasks) as readonly Task[];

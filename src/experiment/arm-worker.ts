/** A thread that trains arms, and measures what their steps cost. */

import { type ArmMessage, type ArmTask, trainArms } from './arm.ts';
import { loadAttachments } from './attachments.ts';
import { doJobs, send } from './job-worker.ts';
import { stepCosts } from './measure-steps.ts';
import type { StepCost, StepRequest } from './step-cost.ts';

/** The arms to train, or the steps to measure. */
export type ArmJob = { readonly arms: readonly ArmTask[] } | { readonly steps: StepRequest };

export type ArmWorkerMessage = ArmMessage | { readonly kind: 'costs'; readonly costs: readonly (StepCost | null)[] };

doJobs<ArmJob>(async job => {
  if ('arms' in job) trainArms(job.arms, send, { attach: await loadAttachments(job.arms) });
  else send({ kind: 'costs', costs: stepCosts(job.steps) });
});

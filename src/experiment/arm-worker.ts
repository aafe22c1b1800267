/** A thread that trains arms, and measures what their steps cost. */

import { type ArmMessage, type ArmTask, trainArms } from './arm.ts';
import { loadAttachments } from './attachments.ts';
import { doJobs, send } from './job-worker.ts';
import { stepCosts } from './measure-steps.ts';
import type { StepCost, StepRequest } from './step-cost.ts';

/** The arms to train, or the steps to measure. */
export type ArmJob = { readonly arms: readonly ArmTask[] } | { readonly steps: StepRequest };

export type ArmWorkerMessage = ArmMessage | { readonly kind: 'costs'; readonly costs: readonly (StepCost | null)[] };

const trained = new Set<string>();

doJobs<ArmJob>(async job => {
  if ('steps' in job) {
    send({ kind: 'costs', costs: stepCosts(job.steps, trained) });
    return;
  }
  trainArms(job.arms, send, { attach: await loadAttachments(job.arms) });
  for (const { arm } of job.arms) trained.add(arm);
});

/** A thread that trains arms, and measures what their steps cost. */

import { type ArmMessage, type ArmTask, trainArms } from './arm.ts';
import { loadAttachments } from './attachments.ts';
import { doJobs, send } from './job-worker.ts';
import { stepCosts } from './measure-steps.ts';
import { rehearse } from './rehearsal.ts';
import type { StepCost, StepRequest, StepTask } from './step-cost.ts';

/** The arms to rehearse or to train, or the steps to measure. A rehearsal has no answer. */
export type ArmJob =
  | { readonly rehearsal: readonly StepTask[] }
  | { readonly arms: readonly ArmTask[] }
  | { readonly steps: StepRequest };

export type ArmWorkerMessage = ArmMessage | { readonly kind: 'costs'; readonly costs: readonly (StepCost | null)[] };

const trained = new Set<string>();

doJobs<ArmJob>(async job => {
  if ('rehearsal' in job) {
    rehearse(job.rehearsal);
    return;
  }
  if ('steps' in job) {
    send({ kind: 'costs', costs: stepCosts(job.steps, arm => (trained.has(arm) ? 'rehearsed' : 'none')) });
    return;
  }
  trainArms(job.arms, send, { attach: await loadAttachments(job.arms) });
  for (const { arm } of job.arms) trained.add(arm);
});

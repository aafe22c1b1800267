/** A thread that trains pairs, one after the other: the arms of a pair take turns by epochs. */

import { workerData } from 'node:worker_threads';
import { agrees, type Engine, kernelsIn, reusedMemory } from '../../kernels/engine.ts';
import { type ArmMessage, type ArmTask, trainArms } from '../arm.ts';
import { loadAttachments } from '../attachments.ts';
import { doJobs, send } from '../job-worker.ts';
import { stepCosts } from '../measure-steps.ts';
import type { StepCost, StepRequest } from '../step-cost.ts';

/** The arms of a pair, the steps to measure, or null to check the kernels. */
export type PairJob = { readonly arms: readonly ArmTask[] } | { readonly steps: StepRequest } | null;

export type PairMessage =
  /** Of the arms, and whether they are done. */
  | { readonly kind: 'arms'; readonly messages: readonly ArmMessage[]; readonly done: boolean }
  | { readonly kind: 'costs'; readonly costs: readonly (StepCost | null)[] }
  | { readonly kind: 'checked'; readonly agrees: boolean };

/** Milliseconds between messages. Each wakes the main thread, which costs more than what most epochs have to say. */
const SEND_EVERY = 50;

const engine = workerData as Engine;
const reused = reusedMemory(engine);
const trained = new Set<string>();
let waiting: ArmMessage[] = [];
let sentAt = 0;

async function train(arms: readonly ArmTask[]): Promise<void> {
  reused.reset();
  waiting = [];
  const kernels = kernelsIn(engine, reused.memory);
  const attach = await loadAttachments(arms);
  trainArms(arms, collect, { attach, timed: false, checked: false, kernels: () => kernels });
  for (const { arm } of arms) trained.add(arm);
  sendWaiting(true);
}

function collect(message: ArmMessage): void {
  waiting.push(message);
  if (performance.now() - sentAt > SEND_EVERY) sendWaiting(false);
}

function sendWaiting(done: boolean): void {
  send({ kind: 'arms', messages: waiting, done } satisfies PairMessage);
  waiting = [];
  sentAt = performance.now();
}

doJobs<PairJob>(async job => {
  if (job === null) send({ kind: 'checked', agrees: agrees(engine) } satisfies PairMessage);
  else if ('arms' in job) await train(job.arms);
  else
    send({
      kind: 'costs',
      costs: stepCosts(job.steps, arm => (trained.has(arm) ? 'trained' : 'none')),
    } satisfies PairMessage);
});

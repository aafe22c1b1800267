/** A thread that trains pairs, one after the other: the arms of a pair take turns by epochs. */

import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../base/errors.ts';
import { agrees, type Engine, kernelsIn, reusedMemory } from '../../kernels/engine.ts';
import { type ArmMessage, type ArmTask, trainArms } from '../arm.ts';
import { loadAttachments } from '../attachments.ts';

/** The arms of a pair, or null to check the kernels after all of them. */
export type PairTask = readonly ArmTask[] | null;

export type PairAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'checked'; readonly agrees: boolean }
  | { readonly kind: 'user-error'; readonly message: string };

export interface PairMessage {
  /** What the arms sent since the last message. */
  readonly messages: readonly ArmMessage[];
  /** Null before the end of a task. */
  readonly answer: PairAnswer | null;
}

/** Milliseconds between messages. Each wakes the main thread, which costs more than what most epochs have to say. */
const SEND_EVERY = 50;

const engine = workerData as Engine;
const reused = reusedMemory(engine);
let waiting: ArmMessage[] = [];
let sentAt = 0;

async function train(tasks: readonly ArmTask[]): Promise<PairAnswer> {
  reused.reset();
  const kernels = kernelsIn(engine, reused.memory);
  const attach = await loadAttachments(tasks);
  trainArms(tasks, send, { attach, timed: false, checked: false, kernels: () => kernels });
  return { kind: 'done' };
}

function send(message: ArmMessage): void {
  waiting.push(message);
  if (performance.now() - sentAt > SEND_EVERY) post(null);
}

function post(answer: PairAnswer | null): void {
  const message: PairMessage = { messages: waiting, answer };
  parentPort!.postMessage(message);
  waiting = [];
  sentAt = performance.now();
}

parentPort!.on('message', async (task: PairTask) => {
  try {
    post(task === null ? { kind: 'checked', agrees: agrees(engine) } : await train(task));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    post({ kind: 'user-error', message: error.message });
  }
});

/** A thread that trains pairs, one after the other: the arms of a pair take turns by epochs. */

import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../base/errors.ts';
import { agrees, type Engine, kernelsIn, reusedMemory } from '../../kernels/engine.ts';
import { type ArmMessage, type ArmTask, trainArms } from '../arm.ts';
import { loadAttachments } from '../attachments.ts';

/** The arms of a pair, or null to check the kernels after all of them. */
export type PairTask = readonly ArmTask[] | null;

export type PairMessage =
  | ArmMessage
  | { readonly kind: 'done' }
  | { readonly kind: 'checked'; readonly agrees: boolean }
  | { readonly kind: 'user-error'; readonly message: string };

const engine = workerData as Engine;
const reused = reusedMemory(engine);
let rehearsed = false;

async function train(tasks: readonly ArmTask[]): Promise<void> {
  reused.reset();
  const kernels = kernelsIn(engine, reused.memory);
  const attach = await loadAttachments(tasks);
  trainArms(tasks, send, { attach, rehearsed, checked: false, kernels: () => kernels });
  rehearsed = true;
}

function send(message: PairMessage): void {
  parentPort!.postMessage(message);
}

parentPort!.on('message', async (task: PairTask) => {
  try {
    if (task === null) send({ kind: 'checked', agrees: agrees(engine) });
    else {
      await train(task);
      send({ kind: 'done' });
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    send({ kind: 'user-error', message: error.message });
  }
});

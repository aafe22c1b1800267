/**
 * Runs arms in a worker thread: receives their tasks and sends their messages. A UserError stays one across threads.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import { collectGarbage } from '../base/force-gc.ts';
import { type ArmTask, trainArms } from './arm.ts';
import { loadAttachments } from './attachments.ts';

try {
  const tasks = workerData as ArmTask[];
  trainArms(tasks, message => parentPort!.postMessage(message), { attach: await loadAttachments(tasks) });
  collectGarbage();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  parentPort!.postMessage({ kind: 'user-error', message: error.message });
}

/** The thread that arms run in: gets their tasks, sends their messages. Errors of the user's making keep their kind. */

import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import { collectGarbage } from '../base/force-gc.ts';
import { type ArmTask, trainArms } from './arm.ts';

try {
  trainArms(workerData as ArmTask[], message => parentPort!.postMessage(message));
  collectGarbage();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  parentPort!.postMessage({ kind: 'user-error', message: error.message });
}

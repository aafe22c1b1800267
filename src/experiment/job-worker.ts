/** What a thread of jobs runs. */

import { parentPort } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import { collectGarbage } from '../base/force-gc.ts';
import type { JobMessage, Refused } from './job-thread.ts';

/** Does each job that comes, until the thread is asked to end. A UserError is an answer, unless there is none; any other error ends the thread. */
export function doJobs<Job>(work: (job: Job) => Promise<void>): void {
  const port = parentPort!;
  port.on('message', async (message: JobMessage<Job>) => {
    if (message === null) {
      collectGarbage();
      port.close();
      return;
    }
    try {
      await work(message.job);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!message.isAnswered) return;
      const refused: Refused = { kind: 'user-error', message: error.message };
      port.postMessage(refused);
    }
  });
}

export function send(message: unknown): void {
  parentPort!.postMessage(message);
}

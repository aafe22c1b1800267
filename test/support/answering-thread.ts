/** A thread that answers a number with its double, fails on negative numbers, and ends at 0. */

import { parentPort } from 'node:worker_threads';
import type { Answer } from '../../src/base/threads/workers.ts';

parentPort!.on('message', (task: number) => {
  if (task === 0) process.exit(7);
  const answer: Answer<number> = task < 0 ? { userError: `${task} is below 0` } : { answer: 2 * task };
  parentPort!.postMessage(answer);
});

/**
 * The threads that train arms. A program that will train starts the first one before it loads its own code, so that both load at
 * the same time.
 */

import type { ArmJob, ArmWorkerMessage } from './arm-worker.ts';
import { JobThread } from './job-thread.ts';

export type ArmThread = JobThread<ArmJob, ArmWorkerMessage>;

let early: ArmThread | null = null;

/** Starts a thread that `armThread` returns. Until then it does not keep the program from ending. */
export function startEarly(): void {
  try {
    early ??= newThread();
    early.unref();
  } catch {
    // The system allows no more threads, of which the training warns.
  }
}

/** Throws an error with the code ERR_WORKER_INIT_FAILED if the system allows no more threads. */
export function armThread(): ArmThread {
  const thread = early === null || early.hasEnded ? newThread() : early;
  early = null;
  thread.ref();
  return thread;
}

function newThread(): ArmThread {
  return new JobThread(new URL('./arm-worker.js', import.meta.url));
}

/**
 * Runs the arms in worker threads. They train at the same time, and this thread stays free for signals, pipes and the
 * terminal. Messages of the arms arrive in any order; events are emitted in one order that is always the same: the arms
 * in turn, one epoch each.
 */

import { Worker } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import type { OrderHashes } from '../data/batches/batches.ts';
import type { Arm, Progress, ResultEvent, TrainingEvent } from '../events/events.ts';
import { withHelpers } from '../kernels/engine.ts';
import type { KeptNetwork } from '../training/snapshot.ts';
import { type ArmMessage, type ArmTask, isAskedToEnd } from './arm.ts';
import { makeBacklog, shrinkBacklog } from './backlog.ts';
import { Turns } from './turns.ts';

export interface ArmOutcome {
  arm: Arm;
  /** Null if the arm was interrupted before epoch 0 was evaluated. */
  result: ResultEvent | null;
  orderHashes: OrderHashes;
  kept: KeptNetwork | null;
  failure: string | null;
}

/** The outcome of an arm that has a result. */
export type ArmWithResult = ArmOutcome & { readonly result: ResultEvent };

export function hasResult(outcome: ArmOutcome): outcome is ArmWithResult {
  return outcome.result !== null;
}

export interface ThreadListeners {
  event(event: TrainingEvent): void;
  progress(progress: Progress): void;
  /** Resolves when more events can be taken; null is now. */
  drained(): Promise<void> | null;
}

type WorkerMessage = ArmMessage | { kind: 'user-error'; message: string };

/**
 * The outcomes of the arms, in the order of the tasks. Throws the error of an arm; a thread that dies is an error too.
 */
export async function runInThreads(
  tasks: readonly ArmTask[],
  threads: number,
  listeners: ThreadListeners,
): Promise<ArmOutcome[]> {
  const backlogs = new Map(tasks.map(({ arm }) => [arm, makeBacklog()]));
  const turns = new Turns([...backlogs.keys()], {
    emit: event => listeners.event(event),
    passedOn: arm => shrinkBacklog(backlogs.get(arm)!),
    drained: () => listeners.drained(),
    isEnding: () => tasks.some(isAskedToEnd),
  });
  const outcomes = new Map<Arm, ArmOutcome>();
  const receive = (message: ArmMessage) => {
    if (message.kind === 'progress') listeners.progress(message.progress);
    else if (message.kind === 'event') turns.add(message.arm, message.event);
    else {
      outcomes.set(message.arm, message);
      turns.leave(message.arm);
    }
  };
  const all: Worker[] = [];
  try {
    // Spare threads help with the kernels of each arm. If there are fewer threads than arms, the arms take turns in one
    // thread.
    const spare = Math.floor(threads / tasks.length) - 1;
    const teams = tasks.map(task => {
      const { engine, threads: helpers } = withHelpers(task.engine, spare);
      all.push(...helpers);
      return { task: { ...task, engine, backlog: backlogs.get(task.arm)! }, helpers };
    });
    const groups = threads >= tasks.length ? teams.map(team => [team]) : [teams];
    await Promise.all([
      turns.done,
      ...groups.map(group => {
        const arms = new Worker(new URL('./arm-worker.js', import.meta.url), {
          workerData: group.map(({ task }) => task),
        });
        all.push(arms);
        return watch(
          arms,
          group.flatMap(({ helpers }) => helpers),
          group.length,
          receive,
        );
      }),
    ]);
  } finally {
    await Promise.all(all.map(worker => worker.terminate()));
  }
  return tasks.map(({ arm }) => outcomes.get(arm)!);
}

/** Settles when the arms of a thread are done. Rejects if the thread or one of its helpers ends before. */
function watch(
  arms: Worker,
  helpers: readonly Worker[],
  results: number,
  receive: (message: ArmMessage) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = results;
    arms.on('message', (message: WorkerMessage) => {
      if (message.kind === 'user-error') {
        reject(new UserError(message.message));
        return;
      }
      try {
        receive(message);
      } catch (error) {
        reject(error);
      }
      if (message.kind === 'result' && --missing === 0) resolve();
    });
    for (const worker of [arms, ...helpers]) {
      worker.on('error', reject);
      worker.on('exit', code => {
        if (missing > 0) reject(new Error(`a thread ended with code ${code} before its arm was trained`));
      });
    }
  });
}

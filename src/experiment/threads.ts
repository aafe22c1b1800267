/**
 * Runs the arms in worker threads. They train at the same time, and this thread stays free for signals, pipes and the
 * terminal. Messages of the arms arrive in any order; events are emitted in one order that is always the same: the arms
 * in turn, one epoch each.
 */

import { Worker } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import { plural } from '../base/text/format.ts';
import type { OrderHashes } from '../data/batches/batches.ts';
import type { Arm, Progress, ResultEvent, TrainingEvent } from '../events/events.ts';
import { withHelpers } from '../kernels/engine.ts';
import { runName } from '../training/run-name.ts';
import type { KeptNetwork } from '../training/snapshot.ts';
import type { ArmMessage, ArmTask } from './arm.ts';
import { makeBacklog, shrinkBacklog } from './backlog.ts';
import { isAskedToEnd } from './end-request.ts';
import { Turns } from './turns.ts';

export interface ArmOutcome {
  arm: Arm;
  /** The network of an ensemble, from 1; absent without. */
  part?: number;
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
  const backlogs = new Map(tasks.map(task => [runName(task), makeBacklog()]));
  const turns = new Turns([...backlogs.keys()], {
    emit: event => listeners.event(event),
    passedOn: run => shrinkBacklog(backlogs.get(run)!),
    drained: () => listeners.drained(),
    isEnding: () => tasks.some(isAskedToEnd),
  });
  const outcomes = new Map<string, ArmOutcome>();
  const receive = (message: ArmMessage) => {
    if (message.kind === 'progress') listeners.progress(message.progress);
    else if (message.kind === 'event') turns.add(runName(message), message.event);
    else {
      outcomes.set(runName(message), message);
      turns.leave(runName(message));
    }
  };
  const sent = tasks.map(task => ({ ...task, backlog: backlogs.get(runName(task))! }));
  const { armThreads, all } = startThreads(sent, threads, message =>
    listeners.event({ event: 'warning', code: 'threads', message }),
  );
  try {
    await Promise.all([turns.done, ...armThreads.map(thread => watch(thread, receive))]);
  } finally {
    await Promise.all(all.map(worker => worker.terminate()));
  }
  return tasks.map(task => outcomes.get(runName(task))!);
}

/** A thread that trains arms, and those that help it. */
interface ArmThread {
  readonly worker: Worker;
  readonly helpers: readonly Worker[];
  readonly arms: number;
}

interface StartedThreads {
  readonly armThreads: readonly ArmThread[];
  readonly all: readonly Worker[];
}

/**
 * With fewer threads than arms one thread trains all in turn, so that other load on the machine affects all of them.
 * The networks of an ensemble are not compared, so they use every thread.
 */
function threadsFor(tasks: readonly ArmTask[], threads: number): number {
  if (threads >= tasks.length) return tasks.length;
  return tasks[0]!.part === undefined ? 1 : threads;
}

function dealOut<T>(items: readonly T[], hands: number): T[][] {
  return Array.from({ length: hands }, (_, hand) => items.filter((_, n) => n % hands === hand));
}

/**
 * A thread for each arm, and spare ones that help with its kernels. With fewer threads than arms, or where the system allows
 * no more, arms take turns in a thread.
 */
function startThreads(tasks: readonly ArmTask[], threads: number, warn: (message: string) => void): StartedThreads {
  const all: Worker[] = [];
  const spare = Math.floor(threads / tasks.length) - 1;
  try {
    const teams = tasks.map(task => {
      const { engine, threads: helpers } = withHelpers(task.engine, spare, worker => all.push(worker));
      return { task: { ...task, engine }, helpers };
    });
    const groups = dealOut(teams, threadsFor(tasks, threads));
    const armThreads = groups.map(group => {
      const worker = new Worker(new URL('./arm-worker.js', import.meta.url), {
        workerData: group.map(({ task }) => task),
      });
      all.push(worker);
      return { worker, helpers: group.flatMap(({ helpers }) => helpers), arms: group.length };
    });
    return { armThreads, all };
  } catch (error) {
    for (const worker of all) worker.on('error', () => {}).terminate();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_WORKER_INIT_FAILED' || all.length === 0) throw error;
    const kind = /EMFILE|ENFILE/.test(message) ? 'open files for' : '';
    warn(`the system does not allow ${[kind, plural(threads, 'thread')].join(' ').trim()}; one is used`);
    return startThreads(tasks, 1, warn);
  }
}

/** Settles when the arms of a thread are done. Rejects if the thread or one of its helpers ends before. */
function watch({ worker: own, helpers, arms }: ArmThread, receive: (message: ArmMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = arms;
    own.on('message', (message: WorkerMessage) => {
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
    for (const worker of [own, ...helpers]) {
      worker.on('error', reject);
      worker.on('exit', code => {
        if (missing > 0) reject(new Error(`a thread ended with code ${code} before its arm was trained`));
      });
    }
  });
}

/**
 * Runs the arms in worker threads, so that they train at the same time and this thread is free for signals, pipes and
 * the terminal. What the arms say comes in whatever order; it is passed on in one that is the same every time: the arms
 * in turn, an epoch each.
 */

import { Worker } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import type { Arm, Progress, ResultEvent, TrainingEvent } from '../events/events.ts';
import { withHelpers } from '../kernels/engine.ts';
import type { KeptNetwork } from '../training/snapshot.ts';
import type { ArmMessage, ArmTask } from './arm.ts';

export interface ArmOutcome {
  result: ResultEvent;
  orderHashes: readonly string[];
  kept: KeptNetwork | null;
  failure: string | null;
}

export interface ThreadListeners {
  event(event: TrainingEvent): void;
  progress(progress: Progress): void;
}

type WorkerMessage = ArmMessage | { kind: 'user-error'; message: string };

/** The arms' outcomes, in the order of the tasks. Throws what an arm throws; a thread that dies is an error too. */
export async function runInThreads(
  tasks: readonly ArmTask[],
  threads: number,
  listeners: ThreadListeners,
): Promise<ArmOutcome[]> {
  const turns = new Turns(
    tasks.map(({ arm }) => arm),
    event => listeners.event(event),
  );
  const outcomes = new Map<Arm, ArmOutcome>();
  const receive = (message: ArmMessage) => {
    if (message.kind === 'progress') listeners.progress(message.progress);
    else if (message.kind === 'event') turns.add(message.arm, message.event);
    else {
      outcomes.set(message.result.arm, message);
      turns.leave(message.result.arm);
    }
  };
  const all: Worker[] = [];
  try {
    // With threads to spare, helpers share each arm's kernels; with fewer threads than arms, the arms take turns in one.
    const spare = Math.floor(threads / tasks.length) - 1;
    const teams = tasks.map(task => {
      const { engine, threads: helpers } = withHelpers(task.engine, spare);
      all.push(...helpers);
      return { task: { ...task, engine }, helpers };
    });
    const groups = threads >= tasks.length ? teams.map(team => [team]) : [teams];
    await Promise.all(
      groups.map(group => {
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
    );
  } finally {
    await Promise.all(all.map(worker => worker.terminate()));
  }
  return tasks.map(({ arm }) => outcomes.get(arm)!);
}

/** Settles when the arms of a thread are done, or it or one of its helpers ended before. */
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

/** Holds each arm's events back until it is its turn. A turn ends with an epoch, or when the arm is done. */
class Turns {
  readonly #emit: (event: TrainingEvent) => void;
  readonly #queues: { arm: Arm; events: TrainingEvent[]; left: boolean }[];
  #turn = 0;

  constructor(arms: readonly Arm[], emit: (event: TrainingEvent) => void) {
    this.#emit = emit;
    this.#queues = arms.map(arm => ({ arm, events: [], left: false }));
  }

  add(arm: Arm, event: TrainingEvent): void {
    this.#queues.find(queue => queue.arm === arm)!.events.push(event);
    this.#passOn();
  }

  leave(arm: Arm): void {
    this.#queues.find(queue => queue.arm === arm)!.left = true;
    this.#passOn();
  }

  #passOn(): void {
    for (;;) {
      const queue = this.#queues[this.#turn]!;
      const event = queue.events.shift();
      if (event !== undefined) this.#emit(event);
      const over = event === undefined ? queue.left : event.event === 'epoch';
      if (over) this.#turn = (this.#turn + 1) % this.#queues.length;
      else if (event === undefined) return;
      if (this.#queues.every(({ events, left }) => left && events.length === 0)) return;
    }
  }
}

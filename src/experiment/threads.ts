/**
 * Runs the arms in worker threads, so that they train at the same time and this thread is free for signals, pipes and
 * the terminal. What the arms say comes in whatever order; it is passed on in one that is the same every time: the arms
 * in turn, an epoch each.
 */

import { Worker } from 'node:worker_threads';
import { UserError } from '../errors.ts';
import type { Arm, Progress, ResultEvent, TrainingEvent } from '../training/events.ts';
import type { ArmMessage, ArmTask } from './arm.ts';

export interface ArmOutcome {
  result: ResultEvent;
  orderHashes: readonly string[];
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
  const groups = threads >= tasks.length ? tasks.map(task => [task]) : [tasks];
  await Promise.all(groups.map(group => runWorker(group, receive)));
  return tasks.map(({ arm }) => outcomes.get(arm)!);
}

function runWorker(tasks: readonly ArmTask[], receive: (message: ArmMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./arm-worker.js', import.meta.url), { workerData: tasks });
    let results = 0;
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'user-error') {
        reject(new UserError(message.message));
        return;
      }
      if (message.kind === 'result') results++;
      receive(message);
    });
    worker.on('error', reject);
    worker.on('exit', code => {
      if (results === tasks.length) resolve();
      else reject(new Error(`the thread of ${tasks.map(({ arm }) => arm).join(' and ')} ended with code ${code}`));
    });
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

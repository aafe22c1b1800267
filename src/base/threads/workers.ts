/**
 * Worker threads that are sent tasks and answer each in turn. They start when there is work for them, or before, and
 * have to be ended. The caller processes tasks that no worker picks up.
 */

import { type Transferable, Worker } from 'node:worker_threads';
import { UserError } from '../errors.ts';

/** A worker of these sends one such answer for each task. */
export type Answer<T> = { answer: T } | { userError: string };

interface Waiting<T> {
  resolve(answer: T): void;
  reject(error: unknown): void;
}

interface Thread<T> {
  worker: Worker;
  /** Those that wait for its answers, in their order. */
  queue: Waiting<T>[];
}

/** Tasks that a worker has at most, one of them being done: it need not wait for the next. */
export const TASKS_PER_WORKER = 2;

export class Workers<Task, Result> {
  readonly #script: URL;
  readonly #data: unknown;
  readonly #count: number;
  readonly #threads: Thread<Result>[] = [];
  /** Why nothing can be done any more. */
  #failure: unknown = null;

  /** So many threads at most that run the script, each with the data. */
  constructor(script: URL, data: unknown, count: number) {
    this.#script = script;
    this.#data = data;
    this.#count = count;
  }

  /** Starts all that are not there yet. */
  start(): void {
    while (this.#threads.length < this.#count) this.#startOne();
  }

  /** Whether some worker has little to do, or one can be started. */
  get free(): boolean {
    const busy = ({ queue }: Thread<Result>) => queue.length >= TASKS_PER_WORKER;
    return this.#threads.length < this.#count || !this.#threads.every(busy);
  }

  /** Null when every worker has enough to do. Rejects when the task fails, or some has before. */
  post(task: Task, transferred: readonly Transferable[]): Promise<Result> | null {
    if (this.#failure !== null) return rejected(this.#failure);
    const thread = this.#freeThread();
    if (thread === null) return null;
    const answer = new Promise<Result>((resolve, reject) => thread.queue.push({ resolve, reject }));
    // The caller may be waiting for another answer when this one fails.
    answer.catch(() => {});
    thread.worker.postMessage(task, transferred);
    return answer;
  }

  /** Sends a message to all threads that were started. They do not answer. */
  broadcast(message: Task): void {
    for (const { worker } of this.#threads) worker.postMessage(message);
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #freeThread(): Thread<Result> | null {
    const idle = this.#threads.find(({ queue }) => queue.length === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#count) return this.#startOne();
    return this.#threads.find(({ queue }) => queue.length < TASKS_PER_WORKER) ?? null;
  }

  #startOne(): Thread<Result> {
    const worker = new Worker(this.#script, { workerData: this.#data });
    const thread: Thread<Result> = { worker, queue: [] };
    this.#threads.push(thread);
    const fail = (error: unknown) => {
      this.#failure ??= error;
      for (const waiting of thread.queue.splice(0)) waiting.reject(error);
    };
    worker.on('message', (message: Answer<Result>) => {
      const waiting = thread.queue.shift()!;
      if ('answer' in message) return waiting.resolve(message.answer);
      // The worker goes on: those that wait behind have answers of their own to come.
      const error = new UserError(message.userError);
      this.#failure ??= error;
      waiting.reject(error);
    });
    worker.on('error', fail);
    worker.on('exit', code => fail(new Error(`a worker thread ended with code ${code}`)));
    return thread;
  }
}

function rejected(error: unknown): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => {});
  return promise;
}

/**
 * Worker threads that get tasks and answer each in turn. They start with the first task or earlier, and have to be
 * ended. The caller processes tasks that no worker picks up.
 */

import { type Transferable, Worker } from 'node:worker_threads';
import { UserError } from '../errors.ts';

/** The answer of a worker to a task. */
export type Answer<T> = { answer: T } | { userError: string };

interface Waiting<T> {
  resolve(answer: T): void;
  reject(error: unknown): void;
}

interface Thread<T> {
  worker: Worker;
  /** Callers that wait for answers, in order. */
  queue: Waiting<T>[];
}

/** Max tasks of a worker, including the one in progress, so that it never waits for the next task. */
export const TASKS_PER_WORKER = 2;

export class Workers<Task, Result> {
  readonly #script: URL;
  readonly #data: unknown;
  #count: number;
  readonly #threads: Thread<Result>[] = [];
  /** The error after which no task is accepted. */
  #failure: unknown = null;

  /** At most `count` threads that run the script, each with the data. */
  constructor(script: URL, data: unknown, count: number) {
    this.#script = script;
    this.#data = data;
    this.#count = count;
  }

  /** Starts all threads that are not running yet. */
  start(): void {
    while (this.#threads.length < this.#count) this.#startOne();
  }

  /** Whether some worker has room for a task, or another one can be started. */
  get free(): boolean {
    const busy = ({ queue }: Thread<Result>) => queue.length >= TASKS_PER_WORKER;
    return this.#threads.length < this.#count || !this.#threads.every(busy);
  }

  /**
   * Gives a task to a worker; null if every worker has enough to do. Rejects if the task fails, or if an earlier one
   * has failed.
   */
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

  /** Sends a message to all running threads. They do not answer. */
  broadcast(message: Task): void {
    for (const { worker } of this.#threads) worker.postMessage(message);
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #freeThread(): Thread<Result> | null {
    const idle = this.#threads.find(({ queue }) => queue.length === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#count) this.#startOne();
    return (
      this.#threads.find(({ queue }) => queue.length === 0) ??
      this.#threads.find(({ queue }) => queue.length < TASKS_PER_WORKER) ??
      null
    );
  }

  /** Where the system allows no more threads, those that run have to do. */
  #startOne(): void {
    const worker = startWorker(this.#script, this.#data);
    if (worker === null) {
      this.#count = this.#threads.length;
      return;
    }
    const thread: Thread<Result> = { worker, queue: [] };
    this.#threads.push(thread);
    const fail = (error: unknown) => {
      this.#failure ??= error;
      for (const waiting of thread.queue.splice(0)) waiting.reject(error);
    };
    worker.on('message', (message: Answer<Result>) => {
      const waiting = thread.queue.shift()!;
      if ('answer' in message) return waiting.resolve(message.answer);
      // The worker continues, because the tasks in its queue have answers of their own.
      const error = new UserError(message.userError);
      this.#failure ??= error;
      waiting.reject(error);
    });
    worker.on('error', fail);
    worker.on('exit', code => fail(new Error(`a worker thread ended with code ${code}`)));
  }
}

/** Null if the system allows no more threads. */
function startWorker(script: URL, workerData: unknown): Worker | null {
  try {
    return new Worker(script, { workerData });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_INIT_FAILED') return null;
    throw error;
  }
}

function rejected(error: unknown): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => {});
  return promise;
}

/** The threads that train pairs. They stay until all pairs are done. */

import { Worker } from 'node:worker_threads';
import { UserError } from '../../base/errors.ts';
import type { Engine } from '../../kernels/engine.ts';
import type { ArmMessage, ArmTask } from '../arm.ts';
import type { PairMessage, PairTask } from './pair-worker.ts';

interface Waiting {
  receive(message: ArmMessage): void;
  settle(agrees: boolean): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  /** What it works on; null if it is idle. */
  waiting: Waiting | null;
}

export class PairThreads {
  readonly #engine: Engine;
  readonly #threads: Thread[] = [];
  #count: number;
  /** Callers that wait for an idle thread, in order. */
  readonly #queue: (() => void)[] = [];

  /** At most `count` threads, which start when they are needed. */
  constructor(engine: Engine, count: number) {
    this.#engine = engine;
    this.#count = count;
  }

  /** Allows fewer threads. */
  limit(count: number): void {
    this.#count = Math.min(this.#count, count);
  }

  /** Resolves when some thread is idle or can be started. */
  async free(): Promise<void> {
    while (this.#idle() === undefined) await new Promise<void>(resolve => this.#queue.push(resolve));
  }

  /** Trains the arms of a pair in an idle thread. `receive` gets their messages. Rejects with the error of an arm. */
  async train(tasks: readonly ArmTask[], receive: (message: ArmMessage) => void): Promise<void> {
    await this.#post(this.#idle()!, tasks, receive);
  }

  /** Whether the kernels of all threads still agree with the reference. All of them must be idle. */
  async agree(): Promise<boolean> {
    const answers = await Promise.all(this.#threads.map(thread => this.#post(thread, null, () => {})));
    return answers.every(Boolean);
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  /** Where the system allows no more threads, those that run have to do. */
  #idle(): Thread | undefined {
    const idle = this.#threads.find(({ waiting }) => waiting === null);
    if (idle !== undefined || this.#threads.length >= this.#count) return idle;
    try {
      return this.#start();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INIT_FAILED' || this.#threads.length === 0) throw error;
      this.#count = this.#threads.length;
      return undefined;
    }
  }

  #start(): Thread {
    const worker = new Worker(new URL('./pair-worker.js', import.meta.url), { workerData: this.#engine });
    const thread: Thread = { worker, waiting: null };
    this.#threads.push(thread);
    worker.on('message', (message: PairMessage) => this.#receive(thread, message));
    const lose = (error: unknown) => {
      this.#threads.splice(this.#threads.indexOf(thread), this.#threads.includes(thread) ? 1 : 0);
      thread.waiting?.reject(error);
      this.#queue.shift()?.();
    };
    worker.on('error', lose);
    worker.on('exit', code => lose(new Error(`a thread ended with code ${code} before its arms were trained`)));
    return thread;
  }

  #post(thread: Thread, task: PairTask, receive: Waiting['receive']): Promise<boolean> {
    return new Promise((settle, reject) => {
      thread.waiting = { receive, settle, reject };
      thread.worker.postMessage(task);
    });
  }

  #receive(thread: Thread, { messages, answer }: PairMessage): void {
    const { receive, settle, reject } = thread.waiting!;
    try {
      for (const message of messages) receive(message);
    } catch (error) {
      reject(error);
    }
    if (answer === null) return;
    thread.waiting = null;
    if (answer.kind === 'user-error') reject(new UserError(answer.message));
    else settle(answer.kind === 'checked' ? answer.agrees : true);
    this.#queue.shift()?.();
  }
}

/** A worker thread that stays, and does one job after the other. */

import { Worker } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';

/** The answer to a job that data or settings make impossible. */
export interface Refused {
  readonly kind: 'user-error';
  readonly message: string;
}

interface Running<Message> {
  /** Returns whether it was the last message of the job. */
  receive(message: Message): boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** Null asks a thread to end. */
export type JobMessage<Job> = { readonly job: Job; readonly isAnswered: boolean } | null;

export class JobThread<Job, Message extends { readonly kind: string }> {
  readonly #worker: Worker;
  #running: Running<Message> | null = null;
  #hasWorked = false;
  /** Why it has ended; null before. */
  #lost: unknown = null;

  /** Throws an error with the code ERR_WORKER_INIT_FAILED if the system allows no more threads. */
  constructor(file: URL, workerData: unknown = null) {
    this.#worker = new Worker(file, { workerData });
    this.#worker.on('message', (message: Message | Refused) => this.#receive(message));
    this.#worker.on('error', error => this.#lose(error));
    this.#worker.on('exit', code => this.#lose(new Error(`a thread ended with code ${code} before its work was done`)));
  }

  get isIdle(): boolean {
    return this.#running === null && this.#lost === null;
  }

  get hasEnded(): boolean {
    return this.#lost !== null;
  }

  /** Does a job in an idle thread; `receive` gets its messages. Rejects with what `receive` throws, and if the thread ends. */
  do(job: Job, receive: Running<Message>['receive']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== null) {
        reject(this.#lost);
        return;
      }
      this.#running = { receive, resolve, reject };
      this.#hasWorked = true;
      this.#post({ job, isAnswered: true });
    });
  }

  /** Does a job in an idle thread, of which the last message is of this kind. Rejects as `do` does. */
  async ask<K extends Message['kind']>(job: Job, kind: K): Promise<Extract<Message, { readonly kind: K }>> {
    let answer: Message | undefined;
    await this.do(job, message => {
      answer = message;
      return message.kind === kind;
    });
    return answer as Extract<Message, { readonly kind: K }>;
  }

  /** Posts a job that has no answer, not even where data or settings make it impossible. The thread does it before all later ones. */
  post(job: Job): void {
    this.#post({ job, isAnswered: false });
  }

  /** Whether the thread keeps the program from ending. */
  ref(): void {
    this.#worker.ref();
  }

  unref(): void {
    this.#worker.unref();
  }

  /** Ends the thread: in good order if it is idle after some work, at once otherwise. */
  async end(): Promise<void> {
    if (this.#lost !== null) return;
    if (this.#running !== null || !this.#hasWorked) {
      await this.#worker.terminate();
      return;
    }
    this.#post(null);
    await new Promise(resolve => this.#worker.once('exit', resolve));
  }

  #post(message: JobMessage<Job>): void {
    this.#worker.postMessage(message);
  }

  #receive(message: Message | Refused): void {
    const { receive, resolve, reject } = this.#running!;
    if (message.kind === 'user-error') {
      this.#running = null;
      reject(new UserError((message as Refused).message));
      return;
    }
    try {
      if (!receive(message as Message)) return;
      this.#running = null;
      resolve();
    } catch (error) {
      reject(error);
    }
  }

  #lose(reason: unknown): void {
    this.#lost ??= reason;
    this.#running?.reject(this.#lost);
  }
}

/** The threads that train pairs, one after the other. */

import type { Engine } from '../../kernels/engine.ts';
import type { ArmMessage, ArmTask } from '../arm.ts';
import { JobThread } from '../job-thread.ts';
import type { StepCost, StepMeter, StepRequest } from '../step-cost.ts';
import type { PairJob, PairMessage } from './pair-worker.ts';

type Thread = JobThread<PairJob, PairMessage>;

export class PairThreads implements StepMeter {
  readonly #engine: Engine;
  #threads: Thread[] = [];
  /** The most threads, and the most that work at a time. */
  #most: number;
  #count: number;
  /** Callers that wait for an idle thread, in order. */
  readonly #queue: (() => void)[] = [];

  /** At most `count` threads, which start when they are needed. */
  constructor(engine: Engine, count: number) {
    this.#engine = engine;
    this.#most = count;
    this.#count = count;
  }

  /** Starts all threads, so that they load their code while the data are read. */
  prepare(): void {
    while (this.#threads.length < this.#count && this.#start() !== undefined);
  }

  /** How many may work at a time, if there are so many. */
  limit(count: number): void {
    this.#count = Math.min(this.#most, count);
  }

  /** Resolves when some thread is idle or can be started. */
  async free(): Promise<void> {
    while (this.#idle() === undefined) await new Promise<void>(resolve => this.#queue.push(resolve));
  }

  /** Trains the arms of a pair in an idle thread. `receive` gets their messages. Rejects with the error of an arm. */
  async train(arms: readonly ArmTask[], receive: (message: ArmMessage) => void): Promise<void> {
    await this.#inIdle(thread =>
      thread.do({ arms }, message => {
        if (message.kind !== 'arms') return false;
        for (const each of message.messages) receive(each);
        return message.done;
      }),
    );
  }

  /** Measures steps in an idle thread. */
  async stepCosts(steps: StepRequest): Promise<(StepCost | null)[]> {
    const { costs } = await this.#inIdle(thread => thread.ask({ steps }, 'costs'));
    return [...costs];
  }

  /** Whether the kernels of all threads still agree with the reference. All of them must be idle. */
  async agree(): Promise<boolean> {
    const answers = await Promise.all(this.#threads.map(thread => thread.ask(null, 'checked')));
    return answers.every(({ agrees }) => agrees);
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.end()));
  }

  async #inIdle<T>(work: (thread: Thread) => Promise<T>): Promise<T> {
    try {
      return await work(this.#idle()!);
    } finally {
      this.#queue.shift()?.();
    }
  }

  #idle(): Thread | undefined {
    this.#threads = this.#threads.filter(({ hasEnded }) => !hasEnded);
    const idle = this.#threads.filter(({ isIdle }) => isIdle);
    if (this.#threads.length - idle.length >= this.#count) return undefined;
    return idle[0] ?? this.#start();
  }

  /** Where the system allows no more threads, those that run have to do. */
  #start(): Thread | undefined {
    try {
      const thread: Thread = new JobThread(new URL('./pair-worker.js', import.meta.url), this.#engine);
      this.#threads.push(thread);
      return thread;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INIT_FAILED' || this.#threads.length === 0) throw error;
      this.#most = this.#threads.length;
      this.limit(this.#count);
      return undefined;
    }
  }
}

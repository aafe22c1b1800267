/**
 * Runs the arms in worker threads. They train at the same time, and this thread stays free for signals, pipes and the
 * terminal. Messages of the arms arrive in any order; events are emitted in one order that is always the same: the arms
 * in turn, one epoch each. Threads stay for what follows, such as the measurement of steps.
 */

import type { Worker } from 'node:worker_threads';
import { plural } from '../base/text/format.ts';
import type { OrderHashes } from '../data/batches/batches.ts';
import type { Arm, Progress, ResultEvent, TrainingEvent } from '../events/events.ts';
import { withHelpers } from '../kernels/engine.ts';
import { runName } from '../training/run-name.ts';
import type { KeptNetwork } from '../training/snapshot.ts';
import type { ArmTask } from './arm.ts';
import { type ArmThread, armThread } from './arm-thread.ts';
import type { ArmWorkerMessage } from './arm-worker.ts';
import { makeBacklog, shrinkBacklog } from './backlog.ts';
import { isAskedToEnd } from './end-request.ts';
import type { StepCost, StepMeter, StepRequest, StepTask } from './step-cost.ts';
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

/** The arms of a thread, and the threads that help it. */
interface Group {
  readonly thread: ArmThread;
  readonly arms: readonly ArmTask[];
  readonly helpers: readonly Worker[];
}

export class ArmThreads implements StepMeter {
  readonly #threads: ArmThread[] = [];
  #ended: Promise<unknown> | null = null;

  /** Starts the threads of so many arms, so that they load their code and rehearse while the data are read. */
  prepare(arms: number, threads: number, areNetworks: boolean, rehearsal: readonly StepTask[]): void {
    try {
      const hands = dealOut(rehearsal, threadsFor(arms, threads, areNetworks));
      for (const [n, hand] of hands.entries()) {
        const thread = this.#thread(n);
        if (hand.length > 0) thread.post({ rehearsal: hand });
      }
    } catch {
      // Then there are fewer, of which `run` warns.
    }
  }

  /** The outcomes of the arms, in the order of the tasks. Throws the error of an arm; a thread that dies is an error too. */
  async run(tasks: readonly ArmTask[], threads: number, listeners: ThreadListeners): Promise<ArmOutcome[]> {
    const backlogs = new Map(tasks.map(task => [runName(task), makeBacklog()]));
    const turns = new Turns([...backlogs.keys()], {
      emit: event => listeners.event(event),
      passedOn: run => shrinkBacklog(backlogs.get(run)!),
      drained: () => listeners.drained(),
      isEnding: () => tasks.some(isAskedToEnd),
    });
    const outcomes = new Map<string, ArmOutcome>();
    const receive = (message: ArmWorkerMessage) => {
      if (message.kind === 'progress') listeners.progress(message.progress);
      else if (message.kind === 'event') turns.add(runName(message), message.event);
      else if (message.kind === 'result') {
        outcomes.set(runName(message), message);
        turns.leave(runName(message));
      }
    };
    const sent = tasks.map(task => ({ ...task, backlog: backlogs.get(runName(task))! }));
    const groups = this.#divide(sent, threads, message =>
      listeners.event({ event: 'warning', code: 'threads', message }),
    );
    try {
      await Promise.all([turns.done, ...groups.map(group => train(group, receive))]);
    } finally {
      await Promise.all(groups.flatMap(({ helpers }) => helpers.map(helper => helper.terminate())));
    }
    return tasks.map(task => outcomes.get(runName(task))!);
  }

  /** Measures steps in a thread that has trained. */
  async stepCosts(steps: StepRequest): Promise<(StepCost | null)[]> {
    return [...(await this.#thread(0).ask({ steps }, 'costs')).costs];
  }

  /** Ends all threads. */
  end(): Promise<unknown> {
    this.#ended ??= Promise.all(this.#threads.map(thread => thread.end()));
    return this.#ended;
  }

  /** The thread of this number, which starts when it is needed. */
  #thread(n: number): ArmThread {
    if (this.#threads[n] === undefined || this.#threads[n].hasEnded) this.#threads[n] = armThread();
    return this.#threads[n];
  }

  /**
   * A thread for each arm, and spare ones that help with its kernels. With fewer threads than arms, or where the system allows
   * no more, arms take turns in a thread.
   */
  #divide(tasks: readonly ArmTask[], threads: number, warn: (message: string) => void): Group[] {
    const helping: Worker[] = [];
    const spare = Math.floor(threads / tasks.length) - 1;
    try {
      const teams = tasks.map(task => {
        const { engine, threads: helpers } = withHelpers(task.engine, spare, worker => helping.push(worker));
        return { task: { ...task, engine }, helpers };
      });
      const hands = dealOut(teams, threadsFor(tasks.length, threads, tasks[0]!.part !== undefined));
      return hands.map((hand, n) => ({
        thread: this.#thread(n),
        arms: hand.map(({ task }) => task),
        helpers: hand.flatMap(({ helpers }) => helpers),
      }));
    } catch (error) {
      for (const worker of helping) worker.on('error', () => {}).terminate();
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ERR_WORKER_INIT_FAILED' || (this.#threads.length === 0 && helping.length === 0)) throw error;
      const kind = /EMFILE|ENFILE/.test(message) ? 'open files for' : '';
      warn(`the system does not allow ${[kind, plural(threads, 'thread')].join(' ').trim()}; one is used`);
      return this.#divide(tasks, 1, warn);
    }
  }
}

/**
 * With fewer threads than arms one thread trains all in turn, so that other load on the machine affects all of them.
 * The networks of an ensemble are not compared, so they use every thread.
 */
function threadsFor(arms: number, threads: number, areNetworks: boolean): number {
  if (threads >= arms) return arms;
  return areNetworks ? threads : 1;
}

function dealOut<T>(items: readonly T[], hands: number): T[][] {
  return Array.from({ length: hands }, (_, hand) => items.filter((_, n) => n % hands === hand));
}

/** Settles when the arms of a thread are done. Rejects if the thread or one of its helpers ends before. */
function train({ thread, arms, helpers }: Group, receive: (message: ArmWorkerMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = arms.length;
    const done = thread.do({ arms }, message => {
      receive(message);
      if (message.kind === 'result') missing--;
      return missing === 0;
    });
    done.then(resolve, reject);
    for (const helper of helpers) {
      helper.on('error', reject);
      helper.on('exit', code => {
        if (missing > 0) reject(new Error(`a thread ended with code ${code} before its arm was trained`));
      });
    }
  });
}

/** Emits the events of the arms in an order that is always the same: the arms in turn, one epoch each. */

import type { Arm, TrainingEvent } from '../events/events.ts';

export interface TurnsOptions {
  emit(event: TrainingEvent): void;
  /** Called after each event that was emitted. */
  passedOn(arm: Arm): void;
  /** Resolves when listeners can take more events; null if they can now. */
  drained(): Promise<void> | null;
  /** Whether the arms are ending: few events are left, and none waits for listeners. */
  isEnding(): boolean;
}

/** Holds each arm's events back until it is its turn. A turn ends with an epoch, or when the arm is done. */
export class Turns {
  /** Resolves when all arms have left and their events are emitted; rejects when a listener fails. */
  readonly done: Promise<void>;
  readonly #options: TurnsOptions;
  readonly #queues: { arm: Arm; events: TrainingEvent[]; left: boolean }[];
  readonly #settle: { resolve(): void; reject(error: unknown): void };
  #turn = 0;
  #isWaiting = false;

  constructor(arms: readonly Arm[], options: TurnsOptions) {
    this.#options = options;
    this.#queues = arms.map(arm => ({ arm, events: [], left: false }));
    const { promise, ...settle } = withResolvers();
    this.done = promise;
    this.#settle = settle;
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
    try {
      while (!this.#isWaiting || this.#options.isEnding()) {
        if (this.#queues.every(({ events, left }) => left && events.length === 0)) {
          this.#settle.resolve();
          return;
        }
        if (!this.#passOnOne()) return;
      }
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  /** False if the arm whose turn it is has no event yet. */
  #passOnOne(): boolean {
    const { arm, events, left } = this.#queues[this.#turn]!;
    const event = events.shift();
    if (event === undefined && !left) return false;
    if (event === undefined || event.event === 'epoch') this.#turn = (this.#turn + 1) % this.#queues.length;
    if (event !== undefined) {
      this.#options.emit(event);
      this.#options.passedOn(arm);
      if (!this.#options.isEnding()) this.#waitFor(this.#options.drained());
    }
    return true;
  }

  #waitFor(drained: Promise<void> | null): void {
    if (drained === null) return;
    this.#isWaiting = true;
    drained.then(() => {
      this.#isWaiting = false;
      this.#passOn();
    }, this.#settle.reject);
  }
}

function withResolvers(): { promise: Promise<void>; resolve(): void; reject(error: unknown): void } {
  let settle: { resolve(): void; reject(error: unknown): void };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle! };
}

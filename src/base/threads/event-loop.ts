/** Lets the event loop run during long work, so that signals are handled. */

import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work between pauses. */
const PAUSE_EVERY = 100;

/** Handles what has arrived. It takes two turns, because a turn polls after its first callbacks. */
export async function pollEvents(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/** Pauses for a loop whose iterations are short. */
export class Pauses {
  #last = performance.now();

  /** Polls events if the last time is long ago. */
  async pause(): Promise<void> {
    if (performance.now() - this.#last < PAUSE_EVERY) return;
    await pollEvents();
    this.#last = performance.now();
  }
}

/** Does work that yields where it may pause, with pauses. */
export async function withPauses<T>(work: Iterator<void, T>): Promise<T> {
  const pauses = new Pauses();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value as T;
    await pauses.pause();
  }
}

/** Does work that yields where it may pause, without pauses. */
export function atOnce<T>(work: Iterator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value as T;
  }
}

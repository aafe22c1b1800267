/**
 * Counts the events of an arm that its thread has sent and the main thread has not yet emitted. An arm with too many of
 * them waits, so a slow listener or a slower arm slows it down, and memory is bounded.
 */

/** A shared counter. */
export type Backlog = Int32Array;

/** An arm waits when it has this many pending events, until half of them are emitted. */
export const MAX_BACKLOG = 1024;
/** Milliseconds between checks for the end while an arm waits. */
const CHECK_EVERY = 50;

export function makeBacklog(): Backlog {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Called by the arm's thread before it sends an event. */
export function growBacklog(backlog: Backlog, isEnding: () => boolean): void {
  if (Atomics.load(backlog, 0) >= MAX_BACKLOG) {
    let size = MAX_BACKLOG;
    while (size > MAX_BACKLOG / 2 && !isEnding()) {
      Atomics.wait(backlog, 0, size, CHECK_EVERY);
      size = Atomics.load(backlog, 0);
    }
  }
  Atomics.add(backlog, 0, 1);
}

/** Called by the main thread when it has passed an event on. */
export function shrinkBacklog(backlog: Backlog): void {
  if (Atomics.sub(backlog, 0, 1) - 1 === MAX_BACKLOG / 2) Atomics.notify(backlog, 0);
}

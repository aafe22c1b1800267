/** Hints of a queue, collected until somebody asks. */

import type { JobQueue } from './job-queue.ts';

export class Hints {
  #ids = new Set<string | null>();
  #wake = () => {};

  constructor(queue: JobQueue) {
    queue.onHint(id => {
      this.#ids.add(id);
      this.#wake();
    });
  }

  /** The ids that were hinted at, null for all; waits for some, at most `milliseconds`, and until `signal` aborts. */
  async next(milliseconds: number, signal: AbortSignal): Promise<ReadonlySet<string | null>> {
    if (this.#ids.size === 0 && !signal.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(() => this.#wake(), milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', this.#wake);
          resolve();
        };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
    }
    const ids = this.#ids;
    this.#ids = new Set();
    return ids;
  }
}

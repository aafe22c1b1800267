/** A queue whose answers are not waited for after a signal, because its server may be away. */

import type { JobQueue } from './job-queue.ts';

/** The signal came before the answer. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** The queue, whose methods reject with NoAnswer when the signal aborts. */
export function interruptible(queue: JobQueue, signal: AbortSignal): JobQueue {
  const answer = <T>(asked: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const leave = () => reject(new NoAnswer());
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  return {
    add: bundles => answer(queue.add(bundles)),
    known: ids => answer(queue.known(ids)),
    ended: ids => answer(queue.ended(ids)),
    remove: ids => answer(queue.remove(ids)),
    onHint: listener => queue.onHint(listener),
    state: () => answer(queue.state()),
    close: () => queue.close(),
  };
}

/** Answers that are not waited for after a signal, because the server of a queue may be away. */

import type { JobQueue } from './job-queue.ts';

/** The signal came before the answer. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** What was asked for; rejects with NoAnswer when the signal aborts. */
export function answerOf<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new NoAnswer());
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** The queue, whose methods reject with NoAnswer when the signal aborts. */
export function interruptible(queue: JobQueue, signal: AbortSignal): JobQueue {
  const answer = <T>(asked: Promise<T>) => answerOf(asked, signal);
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

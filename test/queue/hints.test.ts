import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { Hints } from '../../src/queue/hints.ts';
import { MemoryQueue } from '../support/memory-queue.ts';

describe('hints', () => {
  const { signal } = new AbortController();

  it('are collected until somebody asks, and are given once', async () => {
    const queue = new MemoryQueue();
    const hints = new Hints(queue);
    for (const id of ['a', 'b', null, 'a']) queue.hint(id);
    expect([...(await hints.next(0, signal))]).to.deep.equal(['a', 'b', null]);
    expect([...(await hints.next(0, signal))]).to.deep.equal([]);
  });

  it('end the wait that they come in, and so does the signal', async () => {
    const queue = new MemoryQueue();
    const hints = new Hints(queue);
    const waiting = hints.next(1e6, signal);
    queue.hint('a');
    expect([...(await waiting)]).to.deep.equal(['a']);
    const abort = new AbortController();
    const ended = hints.next(1e6, abort.signal);
    abort.abort();
    expect([...(await ended)]).to.deep.equal([]);
  });

  it('leave no listener at the signal, however a wait ends', async () => {
    const queue = new MemoryQueue();
    const hints = new Hints(queue);
    await hints.next(0, signal);
    const waiting = hints.next(1e6, signal);
    queue.hint('a');
    await waiting;
    expect(getEventListeners(signal, 'abort')).to.have.lengthOf(0);
  });
});

import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { Hints } from '../../src/queue/hints.ts';
import { MemoryQueue } from '../support/memory-queue.ts';

describe('hints of a queue', () => {
  it('leave no listener at the signal, however often none came in time', async () => {
    const { signal } = new AbortController();
    const hints = new Hints(new MemoryQueue());
    for (let n = 0; n < 3; n++) expect([...(await hints.next(1, signal))]).to.deep.equal([]);
    expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
  });
});

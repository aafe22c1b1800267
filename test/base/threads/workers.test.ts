import { expect } from 'chai';
import { Workers } from '../../../src/base/threads/workers.ts';

describe('worker threads with tasks', () => {
  async function settled(tasks: readonly number[], count = 1): Promise<unknown[]> {
    const workers = new Workers<number, number>(
      new URL('../../support/answering-thread.js', import.meta.url),
      null,
      count,
    );
    try {
      const posted = await Promise.allSettled(tasks.map(task => workers.post(task, [])));
      return posted.map(each => (each.status === 'fulfilled' ? each.value : String(each.reason)));
    } finally {
      await workers.end();
    }
  }

  it('answer in order, and hold at most their limit of tasks', async () => {
    expect(await settled([1, 2, 3])).to.deep.equal([2, 4, null]);
  });

  it('still answer the next task after one has failed', async () => {
    expect(await settled([-1, 2])).to.deep.equal(['UserError: -1 is below 0', 4]);
  });

  it('fail all waiting tasks when they end', async () => {
    const failure = 'Error: a worker thread ended with code 7';
    expect(await settled([1, 0, 2, 3], 2)).to.deep.equal([2, failure, 4, failure]);
  });
});

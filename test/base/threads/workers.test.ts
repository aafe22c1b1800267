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

  it('answer in turn, and take no more than they should have', async () => {
    expect(await settled([1, 2, 3])).to.deep.equal([2, 4, null]);
  });

  it('that refuse a task still answer the next', async () => {
    expect(await settled([-1, 2])).to.deep.equal(['UserError: -1 is below 0', 4]);
  });

  it('that end fail all that waits for them', async () => {
    const failure = 'Error: a worker thread ended with code 7';
    expect(await settled([1, 0, 2, 3], 2)).to.deep.equal([2, failure, 4, failure]);
  });
});

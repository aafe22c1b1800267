import { expect } from 'chai';
import type { ArmTask } from '../../../src/experiment/arm.ts';
import { PairThreads } from '../../../src/experiment/pairs/pair-threads.ts';
import { chooseEngine } from '../../../src/kernels/engine.ts';

/** A pair that no thread can train. */
const unusable = [{} as ArmTask];

describe('threads of pairs', () => {
  it('train no more pairs at a time than they may, even if there are more threads', async () => {
    const threads = new PairThreads(
      chooseEngine('auto', () => {}),
      2,
    );
    threads.prepare();
    threads.limit(1);
    await threads.free();
    const trained = threads.train(unusable, () => {}).catch(() => 'over');
    let isFree = false;
    const free = threads.free().then(() => {
      isFree = true;
    });
    await new Promise(setImmediate);
    expect(isFree).to.equal(false);
    expect(await trained).to.equal('over');
    await free;
    await threads.end();
  });
});

describe('a thread of pairs that dies', () => {
  it('fails its pair, and another takes its place', async () => {
    const threads = new PairThreads(
      chooseEngine('auto', () => {}),
      1,
    );
    for (let n = 0; n < 2; n++) {
      await threads.free();
      const error = await threads.train(unusable, () => {}).catch((reason: Error) => reason);
      expect(error).to.be.instanceOf(Error);
    }
    await threads.end();
  });
});

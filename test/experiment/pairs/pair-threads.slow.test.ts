import { expect } from 'chai';
import type { ArmTask } from '../../../src/experiment/arm.ts';
import { PairThreads } from '../../../src/experiment/pairs/pair-threads.ts';
import { chooseEngine } from '../../../src/kernels/engine.ts';

describe('a thread of pairs that dies', () => {
  it('fails its pair, and another takes its place', async () => {
    const threads = new PairThreads(
      chooseEngine('auto', () => {}),
      1,
    );
    const unusable = [{} as ArmTask];
    for (let n = 0; n < 2; n++) {
      await threads.free();
      const error = await threads.train(unusable, () => {}).catch((reason: Error) => reason);
      expect(error).to.be.instanceOf(Error);
    }
    await threads.end();
  });
});

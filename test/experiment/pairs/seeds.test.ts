import { expect } from 'chai';
import { seedsOf, variesRows, withSeed } from '../../../src/experiment/pairs/seeds.ts';
import { makeConfig } from '../../../src/settings/config.ts';

describe('the seeds of an experiment', () => {
  it('follow each other from the seed on, and go on from 0 after the last', () => {
    expect(seedsOf(makeConfig({ seed: 3, seeds: 3 }))).to.deep.equal([3, 4, 5]);
    expect(seedsOf(makeConfig({ seed: 2 ** 32 - 1, seeds: 2 }))).to.deep.equal([2 ** 32 - 1, 0]);
  });

  it('give the settings of the experiment with this seed alone, where all is varied', () => {
    const config = makeConfig({ seed: 1, seeds: 20, epochs: 3 });
    expect(withSeed(config, 7)).to.deep.equal(makeConfig({ seed: 7, sampleSeed: 1, epochs: 3 }));
  });

  it('leave what is not varied at the seed of the experiment', () => {
    const config = makeConfig({ seed: 1, seeds: 20, vary: 'init' });
    expect(withSeed(config, 7)).to.include({ seed: 7, splitSeed: 1, initSeed: 7, orderSeed: 1, sampleSeed: 1 });
  });

  it('go on from the seed of what varies, where it has one of its own', () => {
    const config = makeConfig({ seed: 1, initSeed: 5, seeds: 20 });
    expect(withSeed(config, 1)).to.include({ splitSeed: 1, initSeed: 5, orderSeed: 1 });
    expect(withSeed(config, 7)).to.include({ splitSeed: 7, initSeed: 11, orderSeed: 7 });
    expect(withSeed(makeConfig({ seed: 2 ** 32 - 1, seeds: 2 }), 0)).to.include({ seed: 0, initSeed: 0 });
  });

  it('never draw another sample', () => {
    expect(withSeed(makeConfig({ seeds: 2 }), 2).sampleSeed).to.equal(1);
  });

  it('give other rows only where rows are drawn for the split', () => {
    expect(variesRows(makeConfig({ seeds: 2 }))).to.equal(true);
    for (const same of [
      { vary: 'init,order' },
      { validation: 0 },
      { validation: 'v.csv' },
      { shuffle: false },
      { time: 'day' },
    ]) {
      expect(variesRows(makeConfig({ seeds: 2, ...same })), JSON.stringify(same)).to.equal(false);
    }
  });

  it('are refused as texts that name nothing to vary', () => {
    expect(() => makeConfig({ vary: 'split,rows' })).to.throw('takes one or more of split, init, order');
    expect(makeConfig({ vary: 'order,split' }).vary).to.deep.equal(['split', 'order']);
  });
});

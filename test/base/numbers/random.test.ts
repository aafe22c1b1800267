import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';

describe('Random', () => {
  it('is xoshiro128**: the same numbers as the C reference', () => {
    // State and numbers from a test that ran the authors' C code: github.com/edorfaus/xoshiro-6502, test-rom/testdata.asm
    const random = new Random([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0]);
    const drawn = Array.from({ length: 4 }, () => random.uint32());
    expect(drawn).to.deep.equal([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70]);
  });

  it('gives the same stream for the same seed and purpose', () => {
    expect(Random.stream(7, 'init').uint32()).to.equal(Random.stream(7, 'init').uint32());
  });

  it('gives different streams for different seeds and purposes', () => {
    const first = new Set<number>();
    for (let seed = 0; seed < 1000; seed++) {
      for (const purpose of ['split', 'init', 'order'] as const) first.add(Random.stream(seed, purpose).uint32());
    }
    expect(first.size).to.equal(3000);
  });

  it('draws uniform numbers in [0, 1) with mean 1/2', () => {
    const random = Random.stream(1, 'split');
    const drawn = Array.from({ length: 100_000 }, () => random.uniform());
    expect(Math.min(...drawn.slice(0, 1000))).to.be.at.least(0);
    expect(drawn.every(value => value >= 0 && value < 1)).to.equal(true);
    expect(mean(drawn)).to.be.closeTo(0.5, 0.005);
  });

  it('draws whole numbers below a bound, each equally often', () => {
    const random = Random.stream(1, 'order');
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++;
    for (const count of counts) expect(count).to.be.within(9600, 10_400);
  });

  it('draws normal numbers with mean 0, standard deviation 1 and the normal share within one standard deviation', () => {
    const random = Random.stream(1, 'init');
    const drawn = Array.from({ length: 100_000 }, () => random.normal());
    expect(mean(drawn)).to.be.closeTo(0, 0.015);
    expect(mean(drawn.map(value => value ** 2))).to.be.closeTo(1, 0.02);
    expect(mean(drawn.map(value => (Math.abs(value) < 1 ? 1 : 0)))).to.be.closeTo(0.6827, 0.005);
  });

  it('shuffles every item into every place equally often', () => {
    const random = Random.stream(1, 'order');
    const counts = new Float64Array(16);
    for (let i = 0; i < 40_000; i++) {
      const items = Int32Array.of(0, 1, 2, 3);
      random.shuffle(items);
      for (const [place, item] of items.entries()) counts[item * 4 + place]!++;
    }
    for (const count of counts) expect(count).to.be.within(9600, 10_400);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

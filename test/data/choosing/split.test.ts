import { expect } from 'chai';
import fc from 'fast-check';
import { Random } from '../../../src/base/numbers/random.ts';
import { splitRows } from '../../../src/data/choosing/split.ts';

const range = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

describe('splitRows', () => {
  it('puts every row on exactly one side, at least one on each', () => {
    const fractions = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fractions,
        fc.integer({ min: 1, max: 5 }),
        (count, fraction, classes) => {
          const labels = range(count).map(row => row % Math.min(classes, count));
          const { train, validation } = splitRows(range(count), {
            fraction,
            labels,
            random: Random.stream(1, 'split'),
          });
          expect([...train, ...validation].sort((a, b) => a - b)).to.deep.equal([...range(count)]);
          expect(train.length).to.be.at.least(1);
        },
      ),
      { seed: 1 },
    );
  });

  it('keeps the share of each class, to within one row', () => {
    const labels = Int32Array.from({ length: 100 }, (_, row) => (row < 70 ? 0 : row < 95 ? 1 : 2));
    const { validation } = splitRows(range(100), { fraction: 0.2, labels, random: Random.stream(3, 'split') });
    const counts = [0, 0, 0];
    for (const row of validation) counts[labels[row]!]!++;
    expect(counts).to.deep.equal([14, 5, 1]);
  });

  it('trains on a class that has one row', () => {
    const labels = Int32Array.of(0, 0, 0, 0, 1);
    for (let seed = 0; seed < 20; seed++) {
      const { train } = splitRows(range(5), { fraction: 0.4, labels, random: Random.stream(seed, 'split') });
      expect([...train]).to.include(4);
    }
  });

  it('depends only on the seed', () => {
    const split = (seed: number) =>
      splitRows(range(50), { fraction: 0.2, labels: null, random: Random.stream(seed, 'split') });
    expect(split(1)).to.deep.equal(split(1));
    expect(split(1)).to.not.deep.equal(split(2));
  });

  it('validates with the last rows when nothing is shuffled', () => {
    const { train, validation } = splitRows(range(10), { fraction: 0.3, labels: null, random: null });
    expect([...validation]).to.deep.equal([7, 8, 9]);
    expect(train.length).to.equal(7);
  });

  it('refuses to split one row', () => {
    expect(() => splitRows(range(1), { fraction: 0.2, labels: null, random: null })).to.throw(
      'one row cannot be split',
    );
  });
});

/** The statistics of samples that are small, large, tied, equal, tiny or huge. */

import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { bca, bcaInterval } from '../../../src/evidence/statistics/bca.ts';
import { effectSize } from '../../../src/evidence/statistics/effect-size.ts';
import { mean, standardDeviation, sum } from '../../../src/evidence/statistics/moments.ts';
import { precision } from '../../../src/evidence/statistics/precision.ts';
import { shareBetter } from '../../../src/evidence/statistics/share-better.ts';
import { signFlipP } from '../../../src/evidence/statistics/sign-flip.ts';
import { tInterval } from '../../../src/evidence/statistics/t-interval.ts';
import { wilcoxon } from '../../../src/evidence/statistics/wilcoxon.ts';
import { expectClose } from '../../support/close.ts';

const random = Random.stream(5, 'synthetic');
const normals = (n: number, shift = 0) => Array.from({ length: n }, () => random.normal() + shift);

/** The share of all sign patterns, one after the other. */
function shareOfPatterns(values: readonly number[]): number {
  const sumOf = (pattern: number) =>
    Math.abs(sum(values.map((value, i) => (Math.floor(pattern / 2 ** i) % 2 === 1 ? -value : value))));
  const reached = sumOf(0) - 1e-9 * sum(values.map(Math.abs));
  const patterns = 2 ** values.length;
  return (
    Array.from({ length: patterns }, (_, pattern) => sumOf(pattern)).filter(each => each >= reached).length / patterns
  );
}

describe('the sign-flip test', () => {
  it('counts all patterns', () => {
    for (let n = 1; n <= 10; n++) {
      const values = normals(n, 0.5);
      expectClose([signFlipP(values)], [shareOfPatterns(values)]);
      const tied = values.map(value => Math.round(value));
      expectClose([signFlipP(tied, 0.5)], [shareOfPatterns(tied.map(value => value - 0.5))]);
    }
  });

  it('can show nothing with a few pairs: at best 2 in 2ⁿ', () => {
    for (let n = 1; n <= 20; n++) expect(signFlipP(Array.from({ length: n }, (_, i) => 1 + i))).to.equal(2 ** (1 - n));
  });

  it('is 1 where all differences are 0', () => {
    for (const n of [1, 2, 20, 21, 50]) expect(signFlipP(Array(n).fill(0.3), 0.3)).to.equal(1);
  });

  it('counts sums as equal that differ by rounding alone', () => {
    // 0.1 + 0.2 - 0.3 is 5.6e-17: all eight sums but those of equal signs are as far from 0.
    expect(signFlipP([0.1, 0.2, -0.3])).to.equal(1);
    expect(signFlipP([0.1, 0.2, 0.3])).to.equal(0.25);
    // 28 of the 64 patterns have a sum of 0.2 or less.
    expect(signFlipP([0.1, 0.1, 0.1, 0.1, 0.1, -0.1])).to.equal(14 / 64);
  });

  it('does not depend on units', () => {
    for (const n of [7, 25]) {
      const values = normals(n, 0.3);
      const p = signFlipP(values);
      for (const unit of [1e-300, 1e-20, 1e20, 1e300]) {
        expect(signFlipP(values.map(value => unit * value))).to.equal(p);
      }
    }
  });

  it('takes the same random patterns every time beyond 20 pairs, and is never 0', () => {
    const values = normals(21, 0.4);
    const p = signFlipP(values);
    expect(signFlipP([...values])).to.equal(p);
    expect(signFlipP(Array(21).fill(1))).to.be.within(1 / 100_000, 3 / 100_000);
    expect(signFlipP(Array(200).fill(1))).to.equal(1 / 100_000);
    // As many pairs again that differ by nothing change no sum.
    expect(signFlipP([...values.slice(0, 18), 0, 0, 0])).to.be.closeTo(signFlipP(values.slice(0, 18)), 0.005);
  });
});

describe("Wilcoxon's test", () => {
  it('is the sign-flip test of the ranks', () => {
    for (const n of [1, 2, 5, 12]) {
      const ranks = normals(n, 0.5).map((value, i) => Math.sign(value) * (i + 1));
      expectClose([wilcoxon(ranks).p], [signFlipP(ranks)]);
    }
  });

  it('ranks zeros and then leaves them out', () => {
    // Ranks 1.5 and 1.5 for the zeros, then 3, 4, 5: the smaller sum is 3, as far as 4 of 8 patterns.
    expect(wilcoxon([0, -1, 2, 0, 3])).to.deep.equal({ statistic: 3, p: 0.5 });
    expect(wilcoxon([0, 0])).to.deep.equal({ statistic: 0, p: 1 });
    expect(wilcoxon([])).to.deep.equal({ statistic: 0, p: 1 });
  });

  it('is exact for many values', () => {
    expect(wilcoxon(Array.from({ length: 40 }, (_, i) => 1 + i)).p).to.equal(2 ** -39);
    // 1 to 22 without 3 add up to 250. The normal approximation has z = (410 - 250)/√(40 · 41 · 81/24) = 2.151, p 0.0315.
    const signed = Array.from({ length: 40 }, (_, i) => (i < 22 && i !== 2 ? -(i + 1) : i + 1));
    expect(wilcoxon(signed).statistic).to.equal(250);
    expect(wilcoxon(signed).p).to.be.closeTo(0.0315, 0.001);
  });
});

describe('the BCa interval', () => {
  it('is null for fewer than 5 values, and where all are equal', () => {
    expect(bcaInterval([1, 2, 3, 4])).to.equal(null);
    for (const n of [1, 2, 5, 8, 9, 30]) expect(bca(Array(n).fill(0.1))).to.equal(null);
    expect(bca([1, 2])).to.equal(null);
  });

  it('moves and grows with the values', () => {
    for (const n of [5, 8, 9, 25]) {
      const values = normals(n);
      const { low, high } = bcaInterval(values)!;
      const moved = bcaInterval(values.map(value => 3 + 1000 * value))!;
      expectClose([moved.low, moved.high], [3 + 1000 * low, 3 + 1000 * high], { relative: 1e-9, absolute: 1e-9 });
      const mirrored = bca(values.map(value => -value))!;
      const spread = standardDeviation(values);
      expect(mirrored.low).to.be.closeTo(-high, n <= 8 ? 0.2 * spread : 0.02 * spread);
    }
  });

  it('lies between the smallest and the largest value, whatever the outlier', () => {
    for (const n of [3, 8, 9, 20]) {
      const found = bca([1e6, ...Array.from({ length: n - 1 }, (_, i) => i)])!;
      expect(found.low).to.be.within(0, found.high);
      expect(found.high).to.be.at.most(1e6);
    }
  });

  it('is the same every time', () => {
    const values = normals(12);
    expect(bca(values)).to.deep.equal(bca([...values]));
  });
});

describe('mean, standard deviation and what is made of them', () => {
  it('are exact where all values are equal', () => {
    const values = Array(6).fill(0.1);
    expect(mean(values)).to.equal(0.1);
    expect(standardDeviation(values)).to.equal(0);
    expect(tInterval(values)).to.deep.equal({ low: 0.1, high: 0.1 });
    expect(effectSize(values)).to.equal(null);
    expect(precision(values, 0.1)).to.equal(null);
  });

  it('lose nothing where values cancel, and neither overflow nor vanish', () => {
    expect(sum([1e16, 1, -1e16])).to.equal(1);
    expectClose([mean([1e308, 1e308, 1.5e308])], [1.1666666666666667e308]);
    expectClose([standardDeviation([1e-200, 2e-200, 3e-200])], [1e-200]);
    expectClose([standardDeviation([1e200, 2e200, 3e200])], [1e200]);
  });

  it('are null for one pair, except the mean', () => {
    expect(mean([0.7])).to.equal(0.7);
    expect(standardDeviation([0.7])).to.be.NaN;
    expect(tInterval([0.7])).to.equal(null);
    expect(effectSize([0.7])).to.equal(null);
    expect(precision([0.7], 0.1)).to.equal(null);
  });

  it('have the t interval of two values, whose quantile is tan(0.475 π)', () => {
    const { low, high } = tInterval([0, 1])!;
    expectClose([low, high], [0.5 - Math.tan(0.475 * Math.PI) / 2, 0.5 + Math.tan(0.475 * Math.PI) / 2]);
  });

  it('have the seeds for a half-width: that number reaches it, and one less does not', () => {
    const values = normals(10);
    for (const halfWidth of [1e-4, 0.01, 0.3, 5]) {
      const { seeds } = precision(values, halfWidth)!;
      const reach = (n: number) => {
        // A sample of n values with the same standard deviation.
        const size = standardDeviation(values) * Math.sqrt((n - 1) / n);
        return tInterval(Array.from({ length: n }, (_, i) => (i % 2 === 0 ? size : -size)))!.high;
      };
      if (seeds! < 10_000 && seeds! % 2 === 0) expect(reach(seeds!)).to.be.at.most(halfWidth * (1 + 1e-9));
      if (seeds! > 3 && seeds! < 10_000 && seeds! % 2 === 1) expect(reach(seeds! - 1)).to.be.above(halfWidth);
      expect(seeds).to.be.at.least(2);
    }
    expect(precision(values, 0)!.seeds).to.equal(null);
  });
});

describe('the share of better pairs', () => {
  it('counts ties half, and keeps its interval from 0 to 1', () => {
    expect(shareBetter([1]).share).to.equal(1);
    expect(shareBetter([1, 0]).share).to.equal(0.75);
    expect(shareBetter([0, 0]).share).to.equal(0.5);
    expect(shareBetter([-1, -2]).low).to.equal(0);
    expect(shareBetter([1, 2]).high).to.equal(1);
  });
});

/** Quantiles of numbers in order and in any order. */

import { expect } from 'chai';
import { quantile, sortedQuantile } from '../../../src/base/numbers/quantile.ts';
import { Random } from '../../../src/base/numbers/random.ts';

describe('quantiles', () => {
  it('interpolate between neighbours', () => {
    expect(sortedQuantile([1, 2, 4, 8], 0.5)).to.equal(3);
    expect(sortedQuantile([5], 0.975)).to.equal(5);
    expect(sortedQuantile([1, 2], 1)).to.equal(2);
  });

  it('are infinite next to an infinite number', () => {
    const infinite = Number.POSITIVE_INFINITY;
    expect(sortedQuantile([1, 2, infinite], 0.5)).to.equal(2);
    expect(sortedQuantile([1, 2, infinite], 0.6)).to.equal(infinite);
    expect(sortedQuantile([infinite, infinite], 0.5)).to.equal(infinite);
  });

  it('is the same of numbers in any order', () => {
    const random = Random.stream(1, 'synthetic');
    for (const count of [1, 2, 3, 10, 101]) {
      // Many are equal.
      const numbers = Float64Array.from({ length: count }, () => random.below(count));
      for (const share of [0, 0.025, 0.5, 0.77, 0.975, 1]) {
        expect(quantile(numbers.slice(), share)).to.equal(sortedQuantile(numbers.toSorted(), share));
      }
    }
  });
});

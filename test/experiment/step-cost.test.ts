import { expect } from 'chai';
import { costOf, whyUnmeasured } from '../../src/experiment/step-cost.ts';

describe('the cost of a step', () => {
  /** Ratios of stretches at each of four places in memory, in a fixed order. */
  const places = (around: readonly number[], spread: number, disturbed = 0) =>
    around.map((ratio, place) =>
      Array.from({ length: 50 }, (_, n) =>
        n < disturbed ? 3 : Math.log(ratio) + spread * Math.sin(7 * n + 3 * place),
      ),
    );

  it('is the median of the ratios of stretches, whatever disturbed some of them', () => {
    const { ratio, low, high } = costOf(places([1.2, 1.2, 1.2, 1.2], 0.01, 10))!;
    expect(ratio).to.be.closeTo(1.2, 0.01);
    expect(low).to.be.within(1.15, 1.17);
    expect(high).to.be.within(1.23, 1.25);
  });

  it('is the less certain the more stretches, or places in memory, differ', () => {
    const width = (cost: ReturnType<typeof costOf>) => cost!.high / cost!.low;
    const alike = width(costOf(places([1, 1, 1, 1], 0.01)));
    expect(width(costOf(places([1, 1, 1, 1], 0.5)))).to.be.greaterThan(1.05 * alike);
    expect(width(costOf(places([0.9, 1.1, 0.95, 1.05], 0.01)))).to.be.greaterThan(1.1 * alike);
  });

  it('does not depend on one of eight places', () => {
    const { low, high } = costOf(places([1.2, 1.2, 1.2, 2, 1.2, 1.2, 1.2, 1.2], 0.01))!;
    expect([low, high].map(limit => Math.abs(Math.log(limit / 1.2)) < 0.05)).to.deep.equal([true, true]);
  });

  it('is not measured after few steps, after an interruption, and of networks or batches that take long', () => {
    const why = (steps: number, seconds: number, interrupted = false, widths = [10, 100, 3]) =>
      whyUnmeasured(widths, [
        { steps, seconds, interrupted },
        { steps: 1000, seconds: 1, interrupted: false },
      ]);
    expect(why(30, 0.1)).to.equal(null);
    expect(why(29, 0.1)).to.equal('few-steps');
    expect(why(29, 0.1, true)).to.equal('interrupted');
    expect(why(30, 6)).to.equal('large-network');
    expect(why(30, 0.1, false, [10, 2000, 2000, 3])).to.equal('large-network');
  });

  it('is not known from a few stretches', () => {
    expect(costOf([[0, 0], [0]])).to.equal(null);
  });
});

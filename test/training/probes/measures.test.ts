import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { activityOf } from '../../../src/training/probes/activity.ts';
import type { NetworkBlock } from '../../../src/training/probes/blocks.ts';
import { driftOf } from '../../../src/training/probes/drift.ts';
import { percentilesOf, spreadOf } from '../../../src/training/probes/spread.ts';
import { cosine } from '../../../src/training/probes/vectors.ts';
import { expectClose } from '../../support/close.ts';

const scratch = () => new Float64Array(1000);

describe('the spread of values', () => {
  it('has percentiles by linear interpolation, like NumPy', () => {
    // numpy.percentile([3, 1, 4, 1, 5, 9, 2, 6], [15, 50, 85])
    const { p15, p50, p85 } = percentilesOf(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6), scratch());
    expectClose([p15!, p50!, p85!], [1.05, 3.5, 5.95]);
  });

  it('has the mean and the standard deviation divided by the count', () => {
    const { mean, standardDeviation } = spreadOf(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9), scratch());
    expect([mean, standardDeviation]).to.deep.equal([5, 2]);
  });

  it('is that of one column where a column is named', () => {
    const matrix = Float64Array.of(10, 1, 20, 2, 30, 3, 40, 4, 50, 5);
    expect(percentilesOf(matrix, scratch(), 1, 2).p50).to.equal(3);
    expect(percentilesOf(matrix, scratch(), 0, 2).p50).to.equal(30);
  });

  it('is that of a sorted list, whatever the order and the repetitions', () => {
    const random = Random.stream(1, 'gradcheck');
    for (const distinct of [1, 2, 7, 1e6]) {
      for (const count of [1, 2, 3, 10, 333]) {
        const values = Float64Array.from({ length: count }, () => random.below(distinct) - 2);
        const sorted = values.toSorted();
        const at = (p: number) => {
          const place = (count - 1) * p;
          const low = sorted[Math.floor(place)]!;
          return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place));
        };
        const { p5, p15, p50, p85, p95 } = percentilesOf(values, scratch());
        expectClose([p5!, p15!, p50!, p85!, p95!], [at(0.05), at(0.15), at(0.5), at(0.85), at(0.95)], {
          what: `${count} of ${distinct}`,
        });
      }
    }
  });

  it('is unknown if a value is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const found = Object.values(spreadOf(Float64Array.of(1, value, 2), scratch()));
      expect(new Set(found)).to.deep.equal(new Set([null]));
    }
  });
});

describe('the activity of units', () => {
  const sharesOf = (name: Parameters<typeof activityOf>[0], values: number[], width: number) => {
    const { deadShare, inactiveShare, saturatedShare } = activityOf(name, Float64Array.from(values), width);
    return [deadShare, inactiveShare, saturatedShare];
  };

  it('counts relu and leaky-relu units that are off in all rows, and all preactivations at most 0', () => {
    // Three rows of four units: the first is off in all, 0 counted; the second in one row.
    const values = [-1, 2, 3, 1, 0, -2, 3, 1, -5, 2, 3, 1];
    for (const name of ['relu', 'leaky-relu'] as const)
      expect(sharesOf(name, values, 4)).to.deep.equal([1 / 4, 4 / 12, null]);
  });

  it('counts preactivations where the slope of a sigmoid is below 0.0125, and of a tanh below 0.05', () => {
    // s(1 - s) is 0.01249 at 4.356 and 0.01251 at 4.355; 1 - tanh² is 0.04999 at 2.1785 and 0.05004 at 2.178.
    expect(sharesOf('sigmoid', [-4.36, -4.35, 0, 4.35, 4.36, 9], 2)).to.deep.equal([null, null, 3 / 6]);
    expect(sharesOf('tanh', [-2.19, -2.17, 0, 2.17, 2.19, 9], 2)).to.deep.equal([null, null, 3 / 6]);
  });

  it('says nothing about gelu, which neither cuts off nor saturates on both sides', () => {
    expect(sharesOf('gelu', [-9, -1, 0, 9], 2)).to.deep.equal([null, null, null]);
  });

  it('is unknown if a preactivation is not finite', () => {
    for (const name of ['relu', 'tanh'] as const)
      expect(sharesOf(name, [-1, Number.NaN], 2)).to.deep.equal([null, null, null]);
  });
});

describe('the drift of running statistics', () => {
  const block = (mean: number[], variance: number[]) =>
    ({
      width: 2,
      runningMean: { view: Float64Array.from(mean) },
      runningVar: { view: Float64Array.from(variance) },
    }) as unknown as NetworkBlock;
  // Columns 1, 3 and 0, 8: means 2 and 4, unbiased variances 2 and 32.
  const x = Float64Array.of(1, 0, 3, 8);

  it('is 0 where they are those of the rows', () => {
    expect(driftOf(block([2, 4], [2, 32]), x, 1e-5)).to.deep.equal({ meanDrift: 0, varDrift: 0 });
  });

  it('is measured in standard deviations, and in logarithms of variances', () => {
    const { meanDrift, varDrift } = driftOf(block([2 + Math.SQRT2, 4], [2, 32 * Math.E ** 2]), x, 0);
    expectClose([meanDrift!, varDrift!], [Math.sqrt(1 / 2), Math.sqrt(4 / 2)]);
  });

  it('is unknown without running statistics, and with a single row', () => {
    const none = { ...block([], []), runningMean: null, runningVar: null } as NetworkBlock;
    expect(driftOf(none, x, 1e-5)).to.deep.equal({ meanDrift: null, varDrift: null });
    expect(driftOf(block([0, 0], [1, 1]), x.subarray(0, 2), 1e-5)).to.deep.equal({ meanDrift: null, varDrift: null });
  });
});

describe('the cosine of two gradients', () => {
  it('is at most 1, and unknown where one of them is 0', () => {
    const x = Float64Array.of(0.1, 0.2, 0.3);
    expect(cosine(x, x)).to.be.at.most(1).and.closeTo(1, 1e-15);
    expect(cosine(x, Float64Array.of(2, -1, 0))).to.be.closeTo(0, 1e-15);
    expect(cosine(x, new Float64Array(3))).to.be.NaN;
  });
});

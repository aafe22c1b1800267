import { expect } from 'chai';
import { errsMore, leavesMore } from '../../../../src/data/advice/leakage/equal-cells.ts';

const cells = Float64Array.of(1, 1, 1, 2, 2, Number.NaN);

describe('errsMore', () => {
  const none = Float64Array.of();

  it('counts the rows that are not of the most frequent class of their cell, missing included', () => {
    const classes = Float64Array.of(0, 1, 1, 2, 0, 1);
    expect(errsMore([cells, none], [classes, none], 1)).to.equal(true);
    expect(errsMore([cells, none], [classes, none], 2)).to.equal(false);
  });

  it('takes one rule for both sides', () => {
    const sides = [cells.subarray(0, 2), cells.subarray(2, 3)] as const;
    expect(errsMore(sides, [Float64Array.of(0, 0), Float64Array.of(1)], 0.5)).to.equal(true);
    expect(errsMore(sides, [Float64Array.of(1, 1), Float64Array.of(1)], 0.5)).to.equal(false);
  });

  it('takes numbers that are the same in float32 for equal, as networks do', () => {
    const alike = Float64Array.of(0.1, 0.1 + 1e-12);
    expect(errsMore([alike, none], [Float64Array.of(0, 1), none], 0.5)).to.equal(true);
  });
});

describe('leavesMore', () => {
  const answers = Float64Array.of(1, 2, 3, 10, 12, 0);
  // Within cells 2 and 2 are left, of 127.33 in all.
  it('adds up the squared distances from the mean of each cell', () => {
    expect(leavesMore(cells, answers, 0.031)).to.equal(true);
    expect(leavesMore(cells, answers, 0.032)).to.equal(false);
  });

  it('keeps its digits far from 0', () => {
    const far = answers.map(answer => answer + 1e9);
    expect(leavesMore(cells, far, 0.031)).to.equal(true);
    expect(leavesMore(cells, far, 0.032)).to.equal(false);
  });
});

import { expect } from 'chai';
import { errsMore, leavesMore } from '../../../../src/data/advice/leakage/equal-cells.ts';

const values = { type: 'numbers', values: Float64Array.of(1, 1, 1, 2, 2, Number.NaN) } as const;
const rows = Int32Array.of(0, 1, 2, 3, 4, 5);

describe('errsMore', () => {
  const none = new Int32Array();
  const no = new Float64Array();

  it('counts the rows that are not of the most frequent class of their cell, missing included', () => {
    const classes = Float64Array.of(0, 1, 1, 2, 0, 1);
    expect(errsMore(values, [rows, none], [classes, no], 1)).to.equal(true);
    expect(errsMore(values, [rows, none], [classes, no], 2)).to.equal(false);
  });

  it('takes one rule for both sides', () => {
    const sides = [rows.subarray(0, 2), rows.subarray(2, 3)] as const;
    expect(errsMore(values, sides, [Float64Array.of(0, 0), Float64Array.of(1)], 0.5)).to.equal(true);
    expect(errsMore(values, sides, [Float64Array.of(1, 1), Float64Array.of(1)], 0.5)).to.equal(false);
  });

  it('takes numbers that are the same in float32 for equal, as networks do', () => {
    const alike = { type: 'numbers', values: Float64Array.of(0.1, 0.1 + 1e-12) } as const;
    expect(errsMore(alike, [rows.subarray(0, 2), none], [Float64Array.of(0, 1), no], 0.5)).to.equal(true);
  });
});

describe('leavesMore', () => {
  const answers = Float64Array.of(1, 2, 3, 10, 12, 0);
  // Within cells 2 and 2 are left, of 127.33 in all.
  it('adds up the squared distances from the mean of each cell', () => {
    expect(leavesMore(values, rows, answers, 0.031)).to.equal(true);
    expect(leavesMore(values, rows, answers, 0.032)).to.equal(false);
  });

  it('keeps its digits far from 0', () => {
    const far = answers.map(answer => answer + 1e9);
    expect(leavesMore(values, rows, far, 0.031)).to.equal(true);
    expect(leavesMore(values, rows, far, 0.032)).to.equal(false);
  });
});

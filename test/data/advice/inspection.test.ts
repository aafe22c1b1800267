import { expect } from 'chai';
import { reportNumbers } from '../../../src/data/advice/inspection.ts';

describe('reportNumbers', () => {
  const report = (values: number[], whole: boolean, rows = values.map((_, n) => n)) =>
    reportNumbers(Float64Array.from(values), Int32Array.from(rows), whole);

  it('has min, max and mean of the given rows, and skips missing numbers', () => {
    const found = report([5, Number.NaN, 1, 100, 3], false, [0, 1, 2, 4]);
    expect(found).to.deep.include({ least: 1, greatest: 5, mean: 3 });
    expect(found!.histogram.rows.reduce((a, b) => a + b)).to.equal(3);
  });

  it('is null where no row has a number', () => {
    expect(report([Number.NaN, 7], false, [0])).to.equal(null);
    expect(report([], true)).to.equal(null);
  });

  it('divides the range of numbers into 16, and the max belongs to the last', () => {
    const values = Array.from({ length: 161 }, (_, n) => n / 10);
    const { width, rows } = report(values, false)!.histogram;
    expect(width).to.equal(1);
    expect(rows).to.deep.equal([...Array(15).fill(10), 11]);
  });

  it('has one range for each of few whole numbers', () => {
    expect(report([3, 5, 5, 6], true)!.histogram).to.deep.equal({ width: 1, rows: [1, 0, 2, 1] });
  });

  it('has equally many whole numbers in each range, so that no bar is higher for that reason', () => {
    // 0 to 16 in 16 ranges would give one of them two numbers.
    expect(report([...Array(17).keys()], true)!.histogram).to.deep.equal({
      width: 2,
      rows: [2, 2, 2, 2, 2, 2, 2, 2, 1],
    });
    const hundreds = report([...Array(320).keys()], true)!.histogram;
    expect(hundreds).to.deep.equal({ width: 20, rows: Array(16).fill(20) });
  });

  it('has one range where all numbers are the same, whole or not', () => {
    expect(report([2.5, 2.5], false)!.histogram.rows).to.deep.equal([2]);
    expect(report([-7, -7, -7], true)!.histogram).to.deep.equal({ width: 1, rows: [3] });
  });

  it('counts every row of numbers that are huge, or hardly differ', () => {
    for (const values of [
      [-1e308, 0, 1e308],
      [1, 1 + Number.EPSILON],
      [0, 5e-324],
      [-0, 0, 1e-300],
    ]) {
      const { rows } = report(values, false)!.histogram;
      expect(
        rows.reduce((a, b) => a + b),
        `${values}`,
      ).to.equal(values.length);
    }
  });
});

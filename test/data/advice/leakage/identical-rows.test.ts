import { expect } from 'chai';
import fc from 'fast-check';
import {
  countIdenticalRows,
  type EncodedRows,
  identicalRows,
} from '../../../../src/data/advice/leakage/identical-rows.ts';

const side = (rows: readonly (readonly number[])[]): EncodedRows => ({
  x: Float32Array.from(rows.flatMap(row => row.slice(0, -1))),
  targets: Int32Array.from(rows, row => row.at(-1)!),
});

describe('countIdenticalRows', () => {
  it('counts the same as comparing every pair, whichever side is larger', () => {
    const row = fc.tuple(
      fc.constantFrom(0, 1, -1.5, Number.NaN),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 1 }),
    );
    const rows = fc.array(row, { maxLength: 25 });
    let some = 0;
    fc.assert(
      fc.property(rows, rows, (train, validation) => {
        const known = new Set(train.map(String));
        const expected = validation.filter(own => known.has(String(own))).length;
        some += expected > 0 && expected < validation.length ? 1 : 0;
        expect(countIdenticalRows(side(train), side(validation), 2)).to.equal(expected);
      }),
      { seed: 1, numRuns: 500 },
    );
    expect(some).to.be.greaterThan(100);
  });

  it('distinguishes rows that differ in one number, in any column', () => {
    const width = 11;
    const base = Array.from({ length: width + 1 }, (_, i) => i % 3);
    for (let i = 0; i <= width; i++) {
      const other = base.with(i, 7);
      expect(countIdenticalRows(side([base]), side([other, base]), width), `number ${i}`).to.equal(1);
    }
  });

  it('counts wide rows exactly, though it compares some of their words first', () => {
    const width = 100;
    const base = Array.from({ length: width + 1 }, (_, i) => i % 3);
    const others = Array.from({ length: width + 1 }, (_, i) => base.with(i, 7));
    const train = [base, ...others.filter((_, i) => i % 2 === 0)];
    for (const validation of [[base], others, [...others, base, base, ...others]]) {
      const known = new Set(train.map(String));
      const expected = validation.filter(own => known.has(String(own))).length;
      expect(countIdenticalRows(side(train), side(validation), width)).to.equal(expected);
    }
  });

  it('compares numeric targets too', () => {
    const train = { x: Float32Array.of(1, 2), targets: Float64Array.of(0.5, -0) };
    const validation = { x: Float32Array.of(1, 2, 1), targets: Float64Array.of(0.25, 0, 0.5) };
    expect(countIdenticalRows(train, validation, 1)).to.equal(2);
  });

  it('reads only the part of a memory that holds the rows', () => {
    const memory = Float32Array.of(9, 9, 1, 2, 3, 4, 9);
    const train = { x: memory.subarray(2, 6), targets: Int32Array.of(0, 1) };
    expect(countIdenticalRows(train, side([[3, 4, 1]]), 2)).to.equal(1);
  });

  it('is fast when all rows are the same, or the same except for the target', () => {
    const count = 20_000;
    const same = { x: new Float32Array(count * 8), targets: new Int32Array(count) };
    const numbered = { x: same.x, targets: Float64Array.from({ length: count }, (_, row) => row + 0.5) };
    expect(countIdenticalRows(same, same, 8)).to.equal(count);
    expect(countIdenticalRows(numbered, numbered, 8)).to.equal(count);
  });

  it('counts none where a side has no rows', () => {
    expect(countIdenticalRows(side([]), side([[1, 2, 0]]), 2)).to.equal(0);
    expect(countIdenticalRows(side([[1, 2, 0]]), side([]), 2)).to.equal(0);
  });
});

describe('identicalRows', () => {
  const rows = (begin: number, end: number) => side(Array.from({ length: end - begin }, (_, i) => [begin + i, 1, 0]));

  it('says how many rows are on both sides, and what to do', () => {
    expect(identicalRows(rows(0, 500), rows(498, 698), 2)).to.deep.equal({
      kind: 'identical rows',
      column: null,
      message:
        '2 of 200 validation rows (1.0%) are identical to a training row, target included, which flatters the score; ' +
        'keep what belongs together on one side with ⟪group⟫, or remove duplicates',
    });
  });

  it('ignores a single row, and less than 1% of the rows', () => {
    expect(identicalRows(rows(0, 50), rows(49, 60), 2)).to.equal(null);
    expect(identicalRows(rows(0, 500), rows(498, 699), 2)).to.equal(null);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { DateMemo, dateMemoOf } from '../../../src/data/encoding/date-memo.ts';
import {
  DATE_NUMBERS,
  type DatePartEncoding,
  putDateNumbers,
  putDateParts,
} from '../../../src/data/encoding/encodings.ts';

const DAY = 86_400;
const parts: DatePartEncoding[] = [
  { part: 'year', mean: 1971.3, deviation: 0.7, squash: 'asinh' },
  { part: 'weekday' },
  { part: 'month', mean: 5.1, deviation: 3.3 },
];
const WIDTH = 4;

function computed(seconds: number, out: Float32Array | Float64Array): Float32Array | Float64Array {
  const numbers = new Float64Array(DATE_NUMBERS);
  putDateNumbers(seconds, numbers, 0);
  putDateParts(parts, numbers, 0, out, 0);
  return out;
}

describe('what dates become is remembered', () => {
  it('and is that of the date, whatever dates came before, to the bit of each width', () => {
    // Days that are 4096 apart have the same place.
    const day = fc
      .tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-4096, 0, 4096))
      .map(([a, b]) => (a + b) * DAY);
    const seconds = fc.tuple(day, fc.constantFrom(0, 0, 1, 43_200.5)).map(([date, time]) => date + time);
    fc.assert(
      fc.property(fc.array(seconds, { maxLength: 30 }), fc.constantFrom(Float32Array, Float64Array), (all, Floats) => {
        const memo = new DateMemo(parts, new Floats(0));
        for (const each of all) {
          const x = new Floats(WIDTH + 2).fill(9);
          memo.put(each, x, 1);
          expect([...x]).to.deep.equal([9, ...computed(each, new Floats(WIDTH)), 9]);
        }
      }),
    );
  });

  it('for each column, in the width of its rows', () => {
    const memo = dateMemoOf(parts, new Float32Array(0));
    expect(dateMemoOf(parts, new Float32Array(0))).to.equal(memo);
    expect(dateMemoOf([...parts], new Float32Array(0))).not.to.equal(memo);
    expect(dateMemoOf(parts, new Float64Array(0))).not.to.equal(memo);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { dateNumbers, findDate } from '../../../src/data/encoding/date-memo.ts';
import { DATE_NUMBERS, putDateNumbers } from '../../../src/data/encoding/encodings.ts';

const DAY = 86_400;

function remembered(seconds: number): number[] {
  const at = findDate(seconds);
  return Array.from(dateNumbers.subarray(at, at + DATE_NUMBERS));
}

function computed(seconds: number): number[] {
  const numbers = new Float64Array(DATE_NUMBERS);
  putDateNumbers(seconds, numbers, 0);
  return Array.from(numbers);
}

describe('numbers of dates that are remembered', () => {
  it('are those of the date, whatever dates came before', () => {
    // Days that are 4096 apart have the same place.
    const day = fc
      .tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-4096, 0, 4096))
      .map(([a, b]) => (a + b) * DAY);
    const seconds = fc.tuple(day, fc.constantFrom(0, 0, 1, 43_200.5)).map(([date, time]) => date + time);
    fc.assert(
      fc.property(fc.array(seconds, { maxLength: 30 }), all => {
        for (const each of all) expect(remembered(each)).to.deep.equal(computed(each));
      }),
    );
  });
});

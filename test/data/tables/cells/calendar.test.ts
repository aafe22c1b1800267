import { expect } from 'chai';
import fc from 'fast-check';
import {
  Calendar,
  calendarDate,
  daysSince1970,
  phase,
  swapDayAndMonth,
} from '../../../../src/data/tables/cells/calendar.ts';

/** Years 1 to 9999, which is what four digits can write. */
const anySecond = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000 - 2000 * 31_556_952, max: 253_402_300_799 });

function expectAsDate(seconds: number): void {
  const date = new Date(seconds * 1000);
  const january = new Date(0);
  january.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  const next = new Date(0);
  next.setUTCFullYear(date.getUTCFullYear() + 1, 0, 1);
  expect(calendarDate(seconds), date.toISOString()).to.deep.equal({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    yearDay: Math.floor((date.getTime() - january.getTime()) / 86_400_000),
    daysInYear: Math.round((next.getTime() - january.getTime()) / 86_400_000),
    weekday: (date.getUTCDay() + 6) % 7,
    secondOfDay: date.getUTCHours() * 3600 + date.getUTCMinutes() * 60 + date.getUTCSeconds(),
  });
}

describe('the calendar', () => {
  it('has the parts that Date has, over two thousand years each way', () => {
    fc.assert(fc.property(anySecond, expectAsDate), { seed: 1, numRuns: 20_000 });
  });

  it('has the right parts at the ends of years, leap days and centuries, before and after 1970', () => {
    for (const year of [1, 4, 100, 400, 1582, 1899, 1900, 1904, 1969, 1970, 1972, 2000, 2023, 2024, 2100, 2400]) {
      for (const [month, day] of [
        [1, 1],
        [2, 28],
        [3, 1],
        [12, 31],
      ] as const) {
        const start = 86_400 * daysSince1970(year, month, day);
        for (const seconds of [start - 1, start, start + 1, start + 86_399, start + 86_400]) expectAsDate(seconds);
      }
    }
  });

  it('keeps fractions of a second', () => {
    expect(calendarDate(-0.25)).to.deep.include({ year: 1969, month: 12, day: 31, secondOfDay: 86_399.75 });
  });

  it('counts days as Date does', () => {
    fc.assert(
      fc.property(anySecond, seconds => {
        const { year, month, day } = calendarDate(seconds);
        expect(daysSince1970(year, month, day)).to.equal(Math.floor(seconds / 86_400));
      }),
      { seed: 2 },
    );
  });

  it('swaps day and month, and back, at any time of day', () => {
    const of = (text: string) => Date.parse(text) / 1000;
    expect(swapDayAndMonth(of('2024-03-04T05:06:07Z'))).to.equal(of('2024-04-03T05:06:07Z'));
    expect(swapDayAndMonth(of('1960-02-01T00:00:00Z'))).to.equal(of('1960-01-02T00:00:00Z'));
    const parts = fc.record({
      year: fc.integer({ min: 1, max: 9999 }),
      a: fc.integer({ min: 1, max: 12 }),
      b: fc.integer({ min: 1, max: 12 }),
      time: fc.nat(86_399),
    });
    fc.assert(
      fc.property(parts, ({ year, a, b, time }) => {
        const seconds = 86_400 * daysSince1970(year, a, b) + time;
        expect(swapDayAndMonth(swapDayAndMonth(seconds))).to.equal(seconds);
        expect(calendarDate(swapDayAndMonth(seconds))).to.include({ year, month: b, day: a, secondOfDay: time });
      }),
      { seed: 3 },
    );
  });

  it('is the same when days are remembered, in any order', () => {
    const calendar = new Calendar();
    const seconds = fc.array(
      fc.integer({ min: -4e9, max: 8e9 }).map(n => n / 8),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(seconds, all => {
        for (const each of [...all, ...all]) expect(calendar.dateOf(each)).to.deep.equal(calendarDate(each));
      }),
      { seed: 4 },
    );
  });

  it('has phases from 0 to below 1', () => {
    const of = (text: string) => calendarDate(Date.parse(text) / 1000);
    expect(phase(of('2023-01-01T00:00Z'), 'day of year')).to.equal(0);
    expect(phase(of('2023-12-31T00:00Z'), 'day of year')).to.equal(364 / 365);
    expect(phase(of('2024-12-31T00:00Z'), 'day of year')).to.equal(365 / 366);
    expect(phase(of('2024-01-01T00:00Z'), 'weekday')).to.equal(0);
    expect(phase(of('2024-01-07T00:00Z'), 'weekday')).to.equal(6 / 7);
    expect(phase(of('2024-01-07T18:00Z'), 'time of day')).to.equal(0.75);
  });
});

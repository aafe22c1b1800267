import { expect } from 'chai';
import fc from 'fast-check';
import {
  formatDate,
  holdTimes,
  parseDate,
  parseDates,
  secondsInOrder,
} from '../../../../src/data/tables/cells/dates.ts';

const at = (text: string) => Date.parse(text) / 1000;

describe('parseDate', () => {
  const read: [string, string, string, boolean][] = [
    ['2024-03-01', '2024-03-01T00:00Z', 'ymd', false],
    ['2024/03/01', '2024-03-01T00:00Z', 'ymd', false],
    ['25/3/2024', '2024-03-25T00:00Z', 'dmy', false],
    ['25-03-2024', '2024-03-25T00:00Z', 'dmy', false],
    ['3/25/2024', '2024-03-25T00:00Z', 'mdy', false],
    ['1.3.2024', '2024-03-01T00:00Z', 'dmy', false],
    ['1/3/2024', '2024-01-03T00:00Z', 'either', false],
    ['2024-03-01T14:30', '2024-03-01T14:30Z', 'ymd', true],
    ['2024-03-01 14:30:15', '2024-03-01T14:30:15Z', 'ymd', true],
    ['2024-03-01T14:30:15.25', '2024-03-01T14:30:15.250Z', 'ymd', true],
    ['2024-03-01T14:30:15Z', '2024-03-01T14:30:15Z', 'ymd', true],
    ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30Z', 'ymd', true],
    ['2024-03-01 14:30-0530', '2024-03-01T20:00Z', 'ymd', true],
    ['25.3.2024 08:00', '2024-03-25T08:00Z', 'dmy', true],
    ['2024-03-01T00:00', '2024-03-01T00:00Z', 'ymd', true],
    ['1969-12-31', '1969-12-31T00:00Z', 'ymd', false],
    ['2024-02-29', '2024-02-29T00:00Z', 'ymd', false],
    ['2000-02-29', '2000-02-29T00:00Z', 'ymd', false],
    ['0099-01-01', '0099-01-01T00:00Z', 'ymd', false],
  ];
  for (const [text, same, order, time] of read) {
    it(`reads ${text} as ${same}, ${order}`, () => {
      expect(parseDate(text)).to.deep.equal({ seconds: at(same), order, time });
    });
  }

  for (const text of [
    '',
    '20240301',
    '2024',
    '45292.5',
    '2024-3-1',
    '2024-03-01T',
    '2024-03/01',
    '25/3-2024',
    '2024-13-01',
    '2024-00-10',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '31.4.2024',
    '13/13/2024',
    '12.31.2024',
    '1/3/24',
    '2024-03-01T24:00',
    '2024-03-01T12:60',
    '2024-03-01T12:00:60',
    '2024-03-01T12:00+24:00',
    '2024-03-01T12',
    '2024-03-01Z',
    '2024-03-01  12:00',
    'March 1, 2024',
    '2024-03-01x',
    '12:30',
  ]) {
    it(`does not take '${text}' for a date`, () => expect(parseDate(text)).to.equal(null));
  }

  it('reads an ambiguous date day first when asked to, and reports that it is ambiguous', () => {
    expect(parseDate('1/3/2024', 'dmy')).to.deep.equal({ seconds: at('2024-03-01'), order: 'either', time: false });
    expect(parseDate('3/25/2024', 'dmy')).to.deep.equal({ seconds: at('2024-03-25'), order: 'mdy', time: false });
  });

  it('reads every date that formatDate writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('0001-01-01'), max: at('9999-12-31') }), seconds => {
        expect(parseDate(formatDate(seconds))?.seconds).to.equal(seconds);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});

describe('parseDates', () => {
  it('reads all day first when one can only be that', () => {
    const dates = parseDates(['1/3/2024', '25/3/2024'])!;
    expect([...dates.seconds]).to.deep.equal([at('2024-03-01'), at('2024-03-25')]);
    expect(dates.part).to.deep.equal({ order: 'dmy', time: false });
  });

  it('reads all month first, and reports that they are ambiguous, when no date decides', () => {
    const dates = parseDates(['1/3/2024', '2/3/2024 10:00'])!;
    expect([...dates.seconds]).to.deep.equal([at('2024-01-03'), at('2024-02-03T10:00Z')]);
    expect(dates.part).to.deep.equal({ order: 'either', time: true });
  });

  it('finds no dates when one must be day first and another month first', () => {
    expect(parseDates(['25/3/2024', '3/25/2024'])).to.equal(null);
  });

  it('finds no dates when some have the year first and others last', () => {
    expect(parseDates(['2024-03-01', '1/3/2024'])).to.equal(null);
  });

  it('finds no dates when one text is no date', () => expect(parseDates(['2024-03-01', 'soon'])).to.equal(null));
});

describe('secondsInOrder', () => {
  it('refuses the other order, with or without fractions of seconds, and reads dots day first', () => {
    for (const text of ['12/13/2024 10:00:00', '12/13/2024 10:00:00.5']) {
      expect(secondsInOrder(text, true), text).to.contain('with the day first');
      expect(secondsInOrder(text, false), text).to.be.a('number');
    }
    expect(secondsInOrder('13.12.2024', false)).to.equal(secondsInOrder('13/12/2024', true));
  });
});

describe('formatDate', () => {
  it('omits midnight', () => expect(formatDate(at('2024-03-01'))).to.equal('2024-03-01'));
  it('writes a time of day', () => expect(formatDate(at('2024-03-01T14:30Z'))).to.equal('2024-03-01T14:30:00.000Z'));
  it('writes seconds beyond the calendar as a number', () => expect(formatDate(1e15)).to.equal('1000000000000000'));
});

describe('holdTimes', () => {
  it('is true when some date is not at midnight', () => expect(holdTimes([0, Number.NaN, 86_401])).to.equal(true));
  it('is false when all are, before 1970 too, and when some are missing', () => {
    expect(holdTimes([0, -86_400, Number.NaN])).to.equal(false);
  });
});

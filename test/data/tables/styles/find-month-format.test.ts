import { expect } from 'chai';
import { dateParser, isMonthFormat, isTimeFormat } from '../../../../src/data/tables/styles/date-format.ts';
import { findMonthFormat, findTimeFormat } from '../../../../src/data/tables/styles/find-month-format.ts';

describe('the format of months and quarters', () => {
  const formats: [texts: string[], format: string, first: string][] = [
    [['1949-01', '1949-12'], '%Y-%m', '1949-01-01'],
    [['1949/03', '1949/12'], '%Y/%m', '1949-03-01'],
    [['01/1949', '12/1949'], '%m/%Y', '1949-01-01'],
    [['1/1949', '12/1949'], '%m/%Y', '1949-01-01'],
    [['01-1949', '12-1949'], '%m-%Y', '1949-01-01'],
    [['1949 01', '1949 12'], '%Y %m', '1949-01-01'],
    [['Jan 1974', 'Sept 1974'], '%b %Y', '1974-01-01'],
    [['jan 1974', 'MAY 1974'], '%b %Y', '1974-01-01'],
    [['Jan. 1974', 'May 1974'], '%b %Y', '1974-01-01'],
    [['January, 1974', 'May, 1974'], '%b, %Y', '1974-01-01'],
    [['January-2005', 'February-2005'], '%b-%Y', '2005-01-01'],
    [['Jan/2005', 'Feb/2005'], '%b/%Y', '2005-01-01'],
    [['Jan2005', 'Feb2005'], '%b%Y', '2005-01-01'],
    [['2005 Jan', '2005 Feb'], '%Y %b', '2005-01-01'],
    [['2005-Jan', '2005-Feb'], '%Y-%b', '2005-01-01'],
    [['2005Jan', '2005Feb'], '%Y%b', '2005-01-01'],
    [['1949M01', '1949M12'], '%YM%m', '1949-01-01'],
    [['1949m1', '1949m12'], '%YM%m', '1949-01-01'],
    [['2019年3月', '2019年12月'], '%Y年%m月', '2019-03-01'],
    [['1949Q1', '1949Q4'], '%YQ%q', '1949-01-01'],
    [['Q2 1949', 'Q4 1949'], 'Q%q %Y', '1949-04-01'],
    [['2019-Q3', '2019-Q4'], '%Y-Q%q', '2019-07-01'],
    [['2019 q4', '2019 q1'], '%Y Q%q', '2019-10-01'],
    [['Q3-2019', 'Q1-2019'], 'Q%q-%Y', '2019-07-01'],
    [['3Q2019', '1Q2020'], '%qQ%Y', '2019-07-01'],
    [['Q3 19', 'Q1 20'], 'Q%q %y', '2019-07-01'],
    [["Q3 '19", "Q1 '20"], "Q%q '%y", '2019-07-01'],
    [['Jan-95', 'Feb-05'], '%b-%y', '1995-01-01'],
    [["Jan '00", "Feb '05"], "%b '%y", '2000-01-01'],
    [['95-Jan', '05-Feb'], '%y-%b', '1995-01-01'],
  ];
  for (const [texts, format, first] of formats) {
    it(`is found, and a month is its first day: ${texts[0]}`, () => {
      expect(findMonthFormat(texts)).to.deep.equal({ format, ambiguous: false });
      expect(dateParser(format)!(texts[0]!)).to.equal(Date.parse(first) / 1000);
      expect([isMonthFormat(format), isTimeFormat(format)]).to.deep.equal([true, false]);
    });
  }

  it('is ambiguous where each number behind the name may be a day', () => {
    expect(findMonthFormat(['Jan-05', 'Dec-31'])).to.deep.equal({ format: '%b-%y', ambiguous: true });
    expect(findMonthFormat(['Jan-05', 'Dec-32'])).to.deep.equal({ format: '%b-%y', ambiguous: false });
    expect(findMonthFormat(['05-Jan', '31-Dec'])).to.equal(null);
  });

  it('is none for seasons, part numbers, ratios and what is no month', () => {
    for (const texts of [
      ['2008-09', '2009-10', '2010-11'],
      ['1234-05', '1234-06'],
      ['3021-05', '3021-06'],
      ['1949-13', '1949-01'],
      ['1949-00'],
      ['2019-Q5'],
      ['Jan', 'Feb'],
      ['12/24', '11/24'],
      ['Q1', 'Q2'],
      ['Maybe 2019'],
      ['1949-01', 'soon'],
      [],
    ]) {
      expect(findMonthFormat(texts), texts.join()).to.equal(null);
    }
  });
});

describe('the format of times of day', () => {
  const formats: [texts: string[], format: string, seconds: number][] = [
    [['13:08', '00:00'], '%H:%M', 13 * 3600 + 8 * 60],
    [['7:05', '13:08'], '%H:%M', 7 * 3600 + 5 * 60],
    [['24:00', '13:08'], '%H:%M', 0],
    [['07:30:15', '23:59:59'], '%H:%M:%S', 7 * 3600 + 30 * 60 + 15],
    [['07:30:15.25', '23:59:59'], '%H:%M:%S', 7 * 3600 + 30 * 60 + 15.25],
    [['24:00:00', '23:59:59'], '%H:%M:%S', 0],
    [['1:05 PM', '12:00 AM'], '%I:%M %p', 13 * 3600 + 5 * 60],
    [['12:00 a.m.', '1:05 p.m.'], '%I:%M %p', 0],
    [['1:05pm', '12:10am'], '%I:%M%p', 13 * 3600 + 5 * 60],
    [['1:05:07 PM', '12:00:00 AM'], '%I:%M:%S %p', 13 * 3600 + 5 * 60 + 7],
    [['5 PM', '11 AM'], '%I %p', 17 * 3600],
    [['5pm', '11am'], '%I%p', 17 * 3600],
    [['13h08', '7h30'], '%Hh%M', 13 * 3600 + 8 * 60],
    [['23:30Z', '01:00+02:00'], '%H:%M%z', 23 * 3600 + 30 * 60],
    [['01:00 +02:00', '23:30 UTC'], '%H:%M %z', 23 * 3600],
  ];
  for (const [texts, format, seconds] of formats) {
    it(`is found: ${texts[0]}`, () => {
      expect(findTimeFormat(texts)).to.deep.equal({ format, ambiguous: false });
      expect(dateParser(format)!(texts[0]!)).to.equal(seconds);
      expect([isMonthFormat(format), isTimeFormat(format)]).to.deep.equal([false, true]);
    });
  }

  it('is none for durations, scores and what no clock shows', () => {
    for (const texts of [['36:15', '07:10'], ['24:01'], ['07:60'], ['2:1', '0:3'], ['13:00 PM'], ['7'], ['x'], []]) {
      expect(findTimeFormat(texts), texts.join()).to.equal(null);
    }
  });

  it('can be given, and needs hours and minutes, or half a day', () => {
    expect(dateParser('%H.%M Uhr')!('14.30 Uhr')).to.equal(14.5 * 3600);
    for (const format of [
      '%H',
      '%M',
      '%M:%S',
      '%I:%M',
      '%p',
      '%z',
      '%Y',
      '%Y %H:%M',
      '%m',
      '%Y-%m %H:%M',
      '%Y-%q-%d',
    ]) {
      expect(dateParser(format), format).to.equal(null);
    }
  });
});

import { expect } from 'chai';
import { dateParser } from '../../../../src/data/tables/styles/date-format.ts';
import { findDateFormat } from '../../../../src/data/tables/styles/find-date-format.ts';

const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('the format of dates', () => {
  const formats: [string, string, string][] = [
    ['04/15/2024 05:00:00 PM', '%m/%d/%Y %I:%M:%S %p', '2024-04-15T17:00:00Z'],
    ['15/04/2024 5:30pm', '%d/%m/%Y %I:%M%p', '2024-04-15T17:30:00Z'],
    ['Aug 16 2024 22:00', '%b %d %Y %H:%M', '2024-08-16T22:00:00Z'],
    ['August 16, 2024', '%b %d, %Y', '2024-08-16T00:00:00Z'],
    ['16-Aug-24', '%d-%b-%y', '2024-08-16T00:00:00Z'],
    ['16 Aug 1999', '%d %b %Y', '1999-08-16T00:00:00Z'],
    ['Fri, 16 Aug 2024 22:00:05 GMT', '%a, %d %b %Y %H:%M:%S %z', '2024-08-16T22:00:05Z'],
    ['Fri Aug 16 22:00:05 2024', '%a %b %d %H:%M:%S %Y', '2024-08-16T22:00:05Z'],
    ['16/Aug/2024:22:00:05 +0530', '%d/%b/%Y:%H:%M:%S %z', '2024-08-16T16:30:05Z'],
    ['2024-08-16 22:00:05 UTC', '%Y-%m-%d %H:%M:%S %z', '2024-08-16T22:00:05Z'],
    ['2024-08-16 22:00:05 +05:30', '%Y-%m-%d %H:%M:%S %z', '2024-08-16T16:30:05Z'],
    ['8/16/99', '%m/%d/%y', '1999-08-16T00:00:00Z'],
    ['31.12.24', '%d.%m.%y', '2024-12-31T00:00:00Z'],
    ['20220127', '%Y%m%d', '2022-01-27T00:00:00Z'],
    ['2024-08-16T22:00:05,250', '%Y-%m-%dT%H:%M:%S', '2024-08-16T22:00:05.250Z'],
  ];
  for (const [text, format, iso] of formats) {
    it(`is found: ${text}`, () => {
      const found = findDateFormat([text], null)!;
      expect(found).to.deep.equal({ format, ambiguous: false });
      expect(dateParser(found.format)!(text)).to.equal(seconds(iso));
    });
  }

  it('is decided by all cells, or by the order that is asked for', () => {
    expect(findDateFormat(['1/2/24', '13/2/24'], null)).to.deep.equal({ format: '%d/%m/%y', ambiguous: false });
    expect(findDateFormat(['1/2/24', '3/4/24'], null)).to.deep.equal({ format: '%m/%d/%y', ambiguous: true });
    expect(findDateFormat(['1/2/24', '3/4/24'], 'dmy')).to.deep.equal({ format: '%d/%m/%y', ambiguous: false });
  });

  it('is none for what is no date', () => {
    for (const text of ['31/02/24', '12:30', 'May', 'may 1', 'route 66 a', '99999999', '1-2-3', '13:00 PM 1/1/24']) {
      expect(findDateFormat([text], null), text).to.equal(null);
    }
    expect(findDateFormat(['1/2/24', 'soon'], null)).to.equal(null);
  });

  it('can be given, and must have a day, a month and a year', () => {
    expect(dateParser('%H.%M Uhr, %d.%m.%y')!('14.30 Uhr, 31.12.24')).to.equal(seconds('2024-12-31T14:30Z'));
    for (const format of ['%d.%m', '%q', '%Y-%m-%d %I', 'd/m/y', '%Y%Y%m%d', ''])
      expect(dateParser(format), format).to.equal(null);
  });
});

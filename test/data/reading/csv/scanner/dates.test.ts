import { expect } from 'chai';
import fc from 'fast-check';
import { DATE, NUMBER, numberAt, TEXT } from '../../../../../src/data/tables/blocks/block.ts';
import { columnOf } from '../../../../support/scan.ts';

/** Seconds of the cells of a column of dates; the kind of another column. */
function seconds(...cells: string[]): number[] | string {
  const block = columnOf(cells);
  if (block.kinds[0] !== DATE) return block.kinds[0] === TEXT ? 'texts' : 'something else';
  return cells.map((_, row) => numberAt(block, row, 0));
}

const utc = (text: string) => Date.parse(text) / 1000;

describe('a column of dates', () => {
  it('holds seconds since 1970, with their low part', () => {
    const block = columnOf(['2024-02-29', '1970-01-01', '1969-12-31T23:59:59', '']);
    expect(block.dates.get(0)).to.deep.equal({ order: 'ymd', time: true });
    expect([0, 1, 2].map(row => numberAt(block, row, 0))).to.deep.equal([utc('2024-02-29'), 0, -1]);
    expect([block.missing[0], block.min[0]]).to.deep.equal([1, -1]);
    expect(block.max[0]).to.equal(Math.fround(utc('2024-02-29')));
  });

  it('may have dates with slashes', () => expect(seconds('2024/12/31')).to.deep.equal([utc('2024-12-31')]));

  it('may have a time of day, fractions of a second and a time zone', () => {
    const expected = utc('2024-05-06T07:08:09Z');
    expect(seconds('2024-05-06T07:08:09', '2024-05-06 07:08:09Z', '2024-05-06T09:08:09+02:00')).to.deep.equal([
      expected,
      expected,
      expected,
    ]);
    expect(seconds('2024-05-06 02:38:09-0430', '2024-05-06T07:08')).to.deep.equal([expected, expected - 9]);
    expect(seconds('2024-05-06T07:08:09.5', '2024-05-06T07:08:09.25Z')).to.deep.equal([
      expected + 0.5,
      expected + 0.25,
    ]);
  });

  it('has missing cells where they are empty or a word for missing', () => {
    const block = columnOf(['NA', '2024-01-01', '', ' ? ', '"2024-01-02"']);
    expect([block.kinds[0], block.missing[0]]).to.deep.equal([DATE, 3]);
    expect(numberAt(block, 0, 0)).to.be.NaN;
  });

  it('has missing cells where a word for missing looks like a date', () => {
    const block = columnOf(['9999-99-99', '2024-01-01', '1900-01-01'], { missingWords: ['9999-99-99', '1900-01-01'] });
    expect([block.kinds[0], block.missing[0]]).to.deep.equal([DATE, 2]);
    expect(block.min[0]).to.equal(Math.fround(utc('2024-01-01')));
  });

  it('puts the day or the month first, as some cell shows', () => {
    const part = (...cells: string[]) => columnOf(cells).dates.get(0)?.order;
    expect([part('3/4/2020', '13/4/2020'), part('3-4-2020', '4-13-2020')]).to.deep.equal(['dmy', 'mdy']);
    expect([part('3/4/2020', '12/12/2020'), part('3.4.2020')]).to.deep.equal(['either', 'dmy']);
    expect(seconds('03/04/2020', '31/12/1999')).to.deep.equal([utc('2020-04-03'), utc('1999-12-31')]);
    expect(seconds('3/4/2020')).to.deep.equal([utc('2020-03-04')]);
    expect(seconds('3.4.2020 10:00')).to.deep.equal([utc('2020-04-03T10:00Z')]);
  });

  it('holds texts where the cells do not agree on the order', () => {
    expect([seconds('13/1/2020', '1/13/2020'), seconds('1.1.2020', '1/13/2020')]).to.deep.equal(['texts', 'texts']);
    expect(seconds('2020-01-01', '1/1/2020')).to.equal('texts');
  });

  for (const cell of [
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '2024-04-31',
    '2024-1-01',
    '2024-01/01',
    '24-01-01',
    '2024-01-01T',
    '2024-01-01T24:00',
    '2024-01-01T12:60',
    '2024-01-01T12',
    '2024-01-01T12:00:60',
    '2024-01-01T12:00.5',
    '2024-01-01T12:00:00.',
    '2024-01-01 12:00 Z',
    '2024-01-01T12:00+2',
    '2024-01-01Z',
    '2024-01-01x',
    '30/2/2020',
    '1/1/20',
    '1/1/20201',
    '1/1-2020',
    '1.13.2020',
    '123/1/2020',
  ]) {
    it(`does not read ${cell}`, () => expect(seconds(cell)).to.equal('texts'));
  }

  it('has the leap day of 2000', () => expect(seconds('2000-02-29')).to.deep.equal([utc('2000-02-29')]));

  it('holds texts where one cell is no date', () => expect(seconds('2024-01-01', 'x')).to.equal('texts'));

  it('does not hold dates where cells are plain numbers', () =>
    expect(columnOf(['20240101', '20240102']).kinds[0]).to.equal(NUMBER));

  it('counts days as Date does', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(days, { minLength: 1, maxLength: 50 }), dates => {
        const texts = dates.map(date => date.toISOString());
        const block = columnOf(texts);
        for (const [row, text] of texts.entries()) {
          // The parts are float32: together they have 48 bits.
          expect(numberAt(block, row, 0)).to.be.closeTo(utc(text), 1e-3);
        }
      }),
    );
  });
});

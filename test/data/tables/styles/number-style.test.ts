import { expect } from 'chai';
import { findNumberStyle, type NumberContext } from '../../../../src/data/tables/styles/find-number-style.ts';
import { numberInStyle } from '../../../../src/data/tables/styles/number-style.ts';

const open: NumberContext = { decimal: null, thousands: null, semicolons: false };

/** The numbers of the cells in the style that is found; null where there is none. */
function numbers(cells: readonly string[], context = open): number[] | null {
  const found = findNumberStyle(cells, context);
  return found === null ? null : cells.map(cell => numberInStyle(cell, found.style));
}

describe('the style of numbers', () => {
  const styles: [string, string[], number[]][] = [
    ['commas between thousands', ['1,234.5', '12', '1,234,567'], [1234.5, 12, 1_234_567]],
    ['points between thousands', ['1.234,5', '12', '1.234.567'], [1234.5, 12, 1_234_567]],
    ['spaces of any kind', ['1 234,5', '1\u00a0200', '1\u202f200', '7'], [1234.5, 1200, 1200, 7]],
    ['apostrophes', ["1'234.50", '1’200'], [1234.5, 1200]],
    ['Indian groups', ['12,34,567', '1,234'], [1_234_567, 1234]],
    ['dollars', ['$34,700.65', '-$5', '$-6', '7'], [34_700.65, -5, -6, 7]],
    ['euros behind', ['1.234,50 €', '7 €'], [1234.5, 7]],
    ['per cent', ['20.9%', '-3 %'], [20.9, -3]],
    ['parentheses', ['(68.50)', '12.25', '($1)'], [-68.5, 12.25, -1]],
    ['the sign of minus', ['\u22125', '3'], [-5, 3]],
    [
      'one cell with a comma among plain ones',
      ['1,137', '05', '00', '7', '0.5', '-3', 'inf'],
      [1137, 5, 0, 7, 0.5, -3, 1 / 0],
    ],
    ['a power of a unit', ['1 m2', '2 m2', '3 m2', '4 m2', '5 m2'], [1, 2, 3, 4, 5]],
    ['a unit', ['1 kg', '2 kg', '3.5 kg', '4 kg', '5 kg'], [1, 2, 3.5, 4, 5]],
  ];
  for (const [what, cells, expected] of styles) {
    it(`is found: ${what}`, () => expect(numbers(cells)).to.deep.equal(expected));
  }

  const none: [string, string[]][] = [
    ['two currencies', ['$5', '€6']],
    ['a share beside a per cent', ['20%', '0.2']],
    ['two units', ['1 kg', '2 g', '3 g', '4 g', '5 g', '6 g']],
    ['few texts with letters', ['2WD', '4WD']],
    [
      'a date and a time',
      ['20220127T101500Z', '20220128T101500Z', '20220129T101500Z', '20220130T101500Z', '20220131T101500Z'],
    ],
    ['hours and minutes', ['9h30', '10h30', '11h30', '12h30', '13h30']],
    ['ordinals', ['4th', '5th', '6th', '7th', '8th', '9th']],
    ['all in parentheses', ['(1)', '(2)', '(3)']],
    ['codes that begin with 0', ['00,501', '01,234']],
    ['numbers of telephones', ['02 123 456', '03 123 457']],
    ['an infinite number beside a currency', ['$5', 'inf']],
    ['groups of other sizes', ['1,23', '1,234.5']],
    ['a word', ['$5', 'free']],
    ['addresses of the internet', ['10.0.0.1', '10.0.0.2']],
  ];
  for (const [what, cells] of none) {
    it(`is none: ${what}`, () => expect(numbers(cells)).to.equal(null));
  }

  it('says where cells leave two readings, and takes small numbers beside them for a sign of thousands', () => {
    const found = findNumberStyle(['983', '23.162', '720'], open)!;
    expect(found.ambiguous).to.equal(true);
    expect(found.style).to.include({ thousands: '.', example: '23.162' });
    expect(findNumberStyle(['983', '23.162', '0.5'], open)!.style.thousands).to.equal(null);
    expect(findNumberStyle(['1,5', '23,162'], open)!.ambiguous).to.equal(false);
  });

  it('shows a cell with a sign of thousands rather than a plain one', () => {
    const found = findNumberStyle(['1.782', '9.5', '1,137'], open)!;
    expect(found.style).to.include({ decimal: '.', thousands: ',', example: '1,137' });
  });

  it('is what was asked for', () => {
    expect(numbers(['983', '23,162'], { ...open, decimal: ',' })).to.deep.equal([983, 23.162]);
    expect(numbers(['983', '23,162'], { ...open, thousands: 'none' })).to.deep.equal([983, 23.162]);
    expect(numbers(['4,597'], { ...open, thousands: ',' })).to.deep.equal([4597]);
    expect(numbers(['4,597'], { ...open, semicolons: true })).to.deep.equal([4.597]);
  });

  it('refuses what another style writes', () => {
    const { style } = findNumberStyle(['34.700,65', '1,5'], open)!;
    expect(numberInStyle('34.700', style)).to.equal(34_700);
    for (const cell of ['34.7', '34,700.65', '$5', '5%', '']) expect(numberInStyle(cell, style), cell).to.be.NaN;
  });

  it('takes no time over long cells', () => {
    expect(numbers([`${'1'.repeat(200_000)}x`])).to.equal(null);
  });
});

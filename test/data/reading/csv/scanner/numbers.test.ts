import { expect } from 'chai';
import fc from 'fast-check';
import { Scanner } from '../../../../../src/data/reading/csv/scanner/scanner.ts';
import { EMPTY, NUMBER, numberAt, TEXT } from '../../../../../src/data/tables/blocks/block.ts';
import { columnOf, scan, specOf } from '../../../../support/scan.ts';

/** How a cell is read in a column of its own; null when it is no number. */
function read(text: string, changes = {}): number | null {
  const block = columnOf([text], changes);
  return block.kinds[0] === NUMBER ? block.cells[0]! : null;
}

describe('the low parts of many columns', () => {
  it('are in one buffer, as sending a buffer for each column takes the square of their number', () => {
    const { block } = scan(`${'0.1,'.repeat(999)}0.3\n`.repeat(2), 1000);
    expect(block.low.size).to.equal(1000);
    expect(new Set([...block.low.values()].map(({ buffer }) => buffer)).size).to.equal(1);
    expect([numberAt(block, 1, 0), numberAt(block, 0, 999)]).to.deep.equal(
      ['0.1', '0.3'].map(text => numberAt(columnOf([text]), 0, 0)),
    );
  });
});

describe('a number in a cell', () => {
  for (const text of [
    '0',
    '-0',
    '7',
    '+5',
    '-12',
    '.5',
    '5.',
    '-.25',
    '1e-3',
    '1E+5',
    '2e5',
    '1e22',
    '1e-22',
    '123456.789e3',
    '1234567',
    '12345678',
    '-1234567',
    '0000000000000000000000001',
    '9007199254740993',
    '0.1234567890123456',
    '12345678901234567890',
    '179769313486231580793728971405301199',
    '1e-400',
    '4.9e-324',
    '1e-45',
    '3.4028235677973366e38',
    '1.00000005960464477540',
    '1e999',
  ]) {
    it(`is read from ${text} as Number reads it, rounded to float32`, () => {
      expect(Object.is(read(text), Math.fround(Number(text))), String(read(text))).to.equal(true);
    });
  }

  it('is infinite when infinity is spelled out, in upper or lower case', () => {
    const texts = ['inf', '+inf', '-infinity', 'INF', 'Infinity'];
    const infinite = Number.POSITIVE_INFINITY;
    expect(texts.map(text => read(text))).to.deep.equal([infinite, infinite, -infinite, infinite, infinite]);
  });

  for (const text of [
    '-',
    '.',
    '+.',
    'e5',
    '1e',
    '1e+',
    '1 2',
    '1,5',
    '0x10',
    '1_000',
    '--1',
    '1.2.3',
    'infinit',
    '.inf',
    '-.inf',
    '+.Infinity',
    '1a',
    ':',
  ]) {
    it(`is not what ${text} is`, () => expect(read(text, { missingWords: [] })).to.equal(null));
  }

  it('may be quoted, with blanks around', () => {
    expect([read('"5"'), read(' 5\t'), read('" -2.5 "')]).to.deep.equal([5, 5, -2.5]);
  });

  it('may have a decimal comma', () => {
    const changes = { decimal: ',' };
    expect([read('1,5', changes), read('-,25', changes), read('1.5', changes)]).to.deep.equal([1.5, -0.25, null]);
    expect(read('0,12345678901234567890', changes)).to.equal(Math.fround(Number('0.12345678901234567890')));
  });

  it('may have its digits in groups of three before the decimal sign', () => {
    const point = { thousands: ',' };
    expect([read('1,234,567.5', point), read('12,345', point), read('-1,234', point)]).to.deep.equal([
      1_234_567.5, 12_345, -1234,
    ]);
    expect(read('1.234.567,25', { thousands: '.', decimal: ',' })).to.equal(Math.fround(1_234_567.25));
    expect([read('1 234', { thousands: ' ' }), read("1'234", { thousands: "'" })]).to.deep.equal([1234, 1234]);
    expect(read('12,345,678,901,234,567,890', point)).to.equal(Math.fround(Number('12345678901234567890')));
  });

  it('is not read with groups of other sizes', () => {
    const texts = ['1,23', '1234,567', ',123', '1,,234', '1,234,', '1.5,123', '1,2345'];
    expect(texts.map(text => read(text, { thousands: ',' }))).to.deep.equal(texts.map(() => null));
  });

  it('is read to the last bit, however it is written', () => {
    const forms = [
      (value: number) => String(value),
      (value: number) => value.toExponential(),
      (value: number) => value.toPrecision(21),
      (value: number) => value.toPrecision(9),
      (value: number) => (Math.abs(value) < 1e21 ? value.toFixed(7) : String(value)),
    ];
    const any = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    );
    const written = fc.tuple(any, fc.constantFrom(...forms)).map(([value, form]) => form(value));
    holdsForAll(written);
  });

  it('is read to the last bit when it has 1 to 20 digits, a point anywhere, and an exponent', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
    const written = fc
      .tuple(fc.constantFrom('', '-', '+'), digits, fc.nat(20), fc.option(fc.integer({ min: -90, max: 90 })))
      .map(([sign, text, at, exponent]) => {
        const point = `${text.slice(0, at)}.${text.slice(at)}`;
        return `${sign}${exponent === null ? point : `${point}e${exponent}`}`;
      });
    holdsForAll(written);
  });

  /** Halves between two float64, whose even neighbour is below or above, and products that carry far. */
  for (const text of [
    '9007199254740993',
    '9007199254740995',
    '4503599627370496.5',
    '4503599627370497.5',
    '9007199254740993e3',
    '73786976294839296e3',
    '1022345844005833840e-1',
    '1935288813899222046e-6',
    '6943181170170023346e-8',
    '188328599209452620e-1',
  ]) {
    it(`is the float64 that Number reads, with the low part: ${text}`, () => {
      // The other number makes sure that there is one.
      const { block } = scan(`${text}\n16777217\n`, 1);
      const rounded = Math.fround(Number(text));
      expect([block.cells[0], block.low.get(0)![0]]).to.deep.equal([rounded, Math.fround(Number(text) - rounded)]);
    });
  }

  it('is rounded twice, as Number and float32 do, where it lies halfway between two float32 numbers', () => {
    const half = fc.float({ noNaN: true, noDefaultInfinity: true, min: 1, max: 1e9 }).chain(value => {
      const next = Math.fround(value * (1 + 2 ** -23));
      const between = (value + next) / 2;
      return fc.constantFrom(between.toPrecision(17), between.toPrecision(19), String(between));
    });
    holdsForAll(half);
  });

  /** Many numbers a scan: each as float32, and as float64 in the low part. */
  function holdsForAll(written: fc.Arbitrary<string>): void {
    const scanner = new Scanner(specOf(1));
    const property = fc.property(fc.array(written, { minLength: 1, maxLength: 200 }), texts => {
      const { block } = scanner.scan(Buffer.from(`${texts.join('\n')}\n`));
      for (const [row, text] of texts.entries()) {
        const expected = Math.fround(Number(text));
        if (!Object.is(block.cells[row], expected)) throw new Error(`${text}: ${block.cells[row]}, not ${expected}`);
        const low = block.low.get(0);
        if (low === undefined || !Number.isFinite(expected)) continue;
        const rest = Math.fround(Number(text) - expected);
        if (low[row] !== rest) throw new Error(`${text}: low part ${low[row]}, not ${rest}`);
      }
    });
    fc.assert(property, { numRuns: 200 });
  }
});

describe('a column of numbers', () => {
  it('has missing cells where they are empty or a word for missing', () => {
    const block = columnOf(['1', '', 'NA', '"NA"', ' n/a ', '"  "', '3'], { missingWords: ['NA', 'n/a'] });
    expect([block.kinds[0], block.missing[0]]).to.deep.equal([NUMBER, 5]);
    expect(Array.from(block.cells).filter((_, i) => i % 2 === 0)).to.deep.equal([1, NaN, NaN, NaN, NaN, NaN, 3]);
  });

  it('is empty where all cells are missing', () => {
    const block = columnOf(['', 'NA', '?']);
    expect([block.kinds[0], block.missing[0], block.integral[0]]).to.deep.equal([EMPTY, 3, 0]);
    expect(block.min[0]).to.be.NaN;
  });

  it('has its min and max', () => {
    const block = columnOf(['2', '-7.5', '', '0.1']);
    expect([block.min[0], block.max[0]]).to.deep.equal([-7.5, 2]);
    expect(columnOf(['-inf', '5']).min[0]).to.equal(Number.NEGATIVE_INFINITY);
  });

  it('is whole where every number is', () => {
    const integral = (...cells: string[]) => columnOf(cells).integral[0];
    expect([integral('1', '-20', ''), integral('1.0', '2e3'), integral('123456789')]).to.deep.equal([1, 1, 1]);
    expect([integral('1', '2.5'), integral('0.99999999999'), integral('1', 'inf'), integral('1e39')]).to.deep.equal([
      0, 0, 0, 0,
    ]);
  });

  it('keeps the digits of numbers beyond 2^24 that float32 drops', () => {
    const block = columnOf(['16777217', '5', '', '-123456789.25']);
    expect([0, 1, 3].map(row => numberAt(block, row, 0))).to.deep.equal([16_777_217, 5, -123_456_789.25]);
    expect(columnOf(['16777218', '33554432']).low.has(0)).to.equal(false);
  });

  it('keeps them where the numbers differ by less than 1/65536 of their size, or not at all', () => {
    const block = columnOf(['1000.1', '1000.105', '1000.11']);
    expect(numberAt(block, 1, 0)).to.be.closeTo(1000.105, 1e-9);
    expect(columnOf(['1000.1', '1000.11', '1000.12']).low.has(0)).to.equal(false);
    expect(columnOf(['0.1', '0.1', '']).low.has(0)).to.equal(true);
    expect(columnOf(['-1000.00001', '-1000.00002']).low.has(0)).to.equal(true);
  });

  it('keeps no low parts where float32 drops nothing', () => {
    expect(columnOf(['0.5', '0.5', '']).low.has(0)).to.equal(false);
    expect(columnOf(['2000', '2001']).low.has(0)).to.equal(false);
    expect(columnOf(['2000.5', '2000.5078125']).low.has(0)).to.equal(false);
  });

  it('keeps no low parts of numbers too large for float32, which are infinite', () => {
    const block = columnOf(['1e39', '-1e300', '1']);
    expect(Array.from(block.cells).filter((_, i) => i % 2 === 0)).to.deep.equal([Infinity, -Infinity, 1]);
    expect(block.low.has(0)).to.equal(false);
    const beside = columnOf(['1e39', '16777217']);
    expect([0, 1].map(row => numberAt(beside, row, 0))).to.deep.equal([Infinity, 16_777_217]);
  });

  it('does not depend on the chunk before', () => {
    const scanner = new Scanner(specOf(1));
    const chunks = [
      'word\nNA\n',
      '1\nNA\n',
      '1000.1\n1000.11\n',
      '2020-01-01\n',
      'NA\n\n',
      '1\n2\n',
      'x\n1\n',
      '16777217\n',
    ];
    for (const chunk of chunks) {
      const { block } = scanner.scan(Buffer.from(chunk));
      expect(block, chunk).to.deep.equal(scan(chunk, 1).block);
    }
  });

  it('holds texts where one cell is a word', () => expect(columnOf(['1', '2', 'x']).kinds[0]).to.equal(TEXT));
});

import { expect } from 'chai';
import fc from 'fast-check';
import { BlockEncoder } from '../../src/data/encoding/block-encoder.ts';
import { type Input, inputWidth } from '../../src/data/encoding/inputs.ts';
import { noUnseenValues } from '../../src/data/encoding/unseen-values.ts';
import { BlockBuilder } from '../../src/data/reading/building/block-builder.ts';
import { numbersAmong, withoutNumbers } from '../../src/data/reading/missing-numbers.ts';
import { plainNumbers } from '../../src/data/tables/cells/cell-numbers.ts';
import type { Cell } from '../../src/data/tables/cells/cell-text.ts';
import { type SavedStyle, stylesByColumn } from '../../src/data/tables/styles/column-style.ts';
import { cellRules } from '../../src/export/es-module.ts';
import { makeEncoder } from '../../src/export/runtime/encoder.ts';

const inputs: readonly Input[] = [
  { kind: 'numeric', name: 'near', mean: 0.5, deviation: 3, filler: 0.25, indicator: true },
  { kind: 'numeric', name: 'far', mean: 1e6, deviation: 2e-3, filler: 1e6, indicator: false },
  { kind: 'numeric', name: 'tail', mean: 1, deviation: 2, squash: 'asinh', filler: 9, indicator: true },
  { kind: 'boolean', name: 'flag', no: 'no', yes: 'true', indicator: true },
  { kind: 'categorical', name: 'some', categories: ['1', 'NA', 'a', 'é '], other: true, indicator: true },
  { kind: 'categorical', name: 'all', categories: ['-999', 'a'], other: false, indicator: false },
  {
    kind: 'date',
    name: 'day',
    dayFirst: true,
    parts: [
      { part: 'year', mean: 2000, deviation: 7, squash: 'asinh' },
      { part: 'month', mean: 6, deviation: 3 },
      { part: 'day of year' },
      { part: 'weekday' },
      { part: 'time of day' },
    ],
    indicator: true,
  },
];
const features = inputs.reduce((sum, input) => sum + inputWidth(input), 0);
type Row = Record<string, Cell>;

/** What `predict` makes of a row of JSON lines; null for one that it refuses. */
function byBlocks(row: Row, na: readonly string[] | null, styles: readonly SavedStyle[] = []): Float32Array | null {
  const names = inputs.map(({ name }) => name);
  const reader = { paths: ['a.jsonl'], names, numberStyle: plainNumbers };
  const encoder = new BlockEncoder(inputs, reader, na, new Set(), () => 'a.jsonl:1', stylesByColumn(styles));
  const options = { na, onError: 'stop' } as const;
  const { forced } = encoder;
  const builder = new BlockBuilder({ path: 'a.jsonl', file: 0, unit: 'line', names, forced, options });
  builder.addRow(1);
  for (const [column, name] of names.entries()) builder.set(column, row[name]);
  try {
    const bound = encoder.bind(withoutNumbers(builder.build(), numbersAmong(na ?? [])));
    const x = new Float32Array(features);
    if (bound.rows.length === 0) return null;
    bound.encode(bound.rows, x, noUnseenValues());
    return x;
  } catch {
    return null;
  }
}

function byModule(row: Row, na: readonly string[] | null, styles: readonly SavedStyle[] = []): Float32Array | null {
  try {
    return makeEncoder(inputs, cellRules(inputs, na, { styles }), features)(row);
  } catch {
    return null;
  }
}

const odd = fc.constantFrom<Cell>(null, undefined, '', ' ', 'NA', ' NA', '?', '-', 'none', '-999', -999, '-999.0');
const number = fc.oneof(
  fc.double(),
  fc.double({ min: 999_999, max: 1_000_001 }),
  fc.integer({ min: -2, max: 2 }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.double({ min: -1e3, max: 1e3 }).map(value => ` ${value}\t`),
  fc.constantFrom('1e39', '1e-400', '.5', '5.', '0x10', 'inf', '-Infinity', 'one', true, 3.4e38),
);
const text = fc.constantFrom<Cell>('a', ' a', 'é ', '1', 1, 1.5, true, false, 'true', 'no', 'yes', '__proto__', 7n);
const written = fc.constantFrom<Cell>(
  '2024-03-01',
  ' 1/3/2024',
  '13/12/2024',
  '12/13/2024',
  '31.12.1999 23:59:59.5',
  '2024-02-30',
  '1900-02-28T04:05Z',
  'soon',
  20240301,
);
const date = fc.oneof(written, fc.date({ noInvalidDate: false }));
const row: fc.Arbitrary<Row> = fc.record({
  near: fc.oneof(number, number, odd),
  far: fc.oneof(number, number, odd),
  tail: fc.oneof(number, number, odd),
  flag: fc.oneof(text, text, odd),
  some: fc.oneof(text, text, odd),
  all: fc.oneof(text, text, odd),
  day: fc.oneof(date, date, odd),
});
const anyNa = fc.constantFrom<readonly string[] | null>(null, ['none', '-999'], [''], ['a', '1']);

describe('an exported module', () => {
  it('encodes a row as predict does, to the bit, and refuses what predict refuses', () => {
    let encoded = 0;
    fc.assert(
      fc.property(row, anyNa, (cells, na) => {
        const expected = byBlocks(cells, na);
        if (expected !== null) encoded++;
        expect(byModule(cells, na)).to.deep.equal(expected);
      }),
      { seed: 3, numRuns: 20_000 },
    );
    expect(encoded).to.be.greaterThan(1000);
  });

  it('encodes columns with a style of their own as predict does', () => {
    const numbers = { kind: 'number', decimal: '.', thousands: null, unit: '', example: '1' } as const;
    const styles: SavedStyle[] = [
      { column: 'near', ...numbers, booleans: true },
      { column: 'far', ...numbers, decimal: ',', thousands: '.' },
      { column: 'some', kind: 'code', example: '1' },
      { column: 'day', kind: 'date', format: '%Y%m%d', example: '20240301' },
    ];
    const plain: Row = { near: 1, far: 1e6, tail: 1e9, flag: 'no', some: 'a', all: 'a', day: 20240301 };
    const cell = fc.constantFrom<Cell>(
      true,
      'yes',
      'False',
      '1.000.000,5',
      1e6,
      '20240302',
      20240302,
      7n,
      '1',
      'NA',
      '?',
      null,
    );
    let encoded = 0;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(plain)), cell, anyNa, (name, value, na) => {
        const one = { ...plain, [name]: value };
        const expected = byBlocks(one, na, styles);
        if (expected !== null) encoded++;
        expect(byModule(one, na, styles)).to.deep.equal(expected);
      }),
      { seed: 5, numRuns: 2000 },
    );
    expect(encoded).to.be.greaterThan(300);
  });

  it('encodes each kind of cell as predict does', () => {
    const plain: Row = { near: 1, far: 1e6, tail: -1e9, flag: 'no', some: 'a', all: 'a', day: '2024-03-01' };
    const encodable = byBlocks(plain, null);
    expect(encodable).to.not.equal(null);
    fc.assert(
      fc.property(row, fc.constantFrom(...Object.keys(plain)), anyNa, (cells, name, na) => {
        const one = { ...plain, [name]: cells[name] };
        expect(byModule(one, na)).to.deep.equal(byBlocks(one, na));
      }),
      { seed: 4, numRuns: 20_000 },
    );
  });

  it('accepts every column, with any name', () => {
    const encode = (name: string, cells: object) =>
      makeEncoder(
        [{ kind: 'numeric', name, mean: 0, deviation: 1, filler: 0, indicator: false }],
        cellRules([], null),
        1,
      )(cells as Row);
    expect(() => encode('toString', {})).to.throw("has no column 'toString', which the model takes");
    expect(() => encode('__proto__', {})).to.throw("has no column '__proto__'");
    expect([...encode('__proto__', JSON.parse('{"__proto__":3}'))]).to.deep.equal([3]);
    expect([...encode('a', { a: undefined })]).to.deep.equal([0]);
    expect(() => encode('a', null as never)).to.throw('takes a row: an object of cells by column names');
    for (const [cell, kind] of [
      [{}, 'an object'],
      [[1], 'an object'],
      [() => 1, 'a function'],
      [Symbol('s'), 'a symbol'],
    ] as const) {
      expect(() => encode('a', { a: cell })).to.throw(`column 'a' holds ${kind}`);
    }
  });
});

/** Tables for the tests of stores. */

import fc from 'fast-check';
import {
  type Block,
  type BlockLocation,
  type CellKind,
  DATE,
  EMPTY,
  NUMBER,
  TEXT,
  type TextPart,
} from '../../src/data/tables/blocks/block.ts';
import type { DatePart } from '../../src/data/tables/cells/dates.ts';
import type { TableFacts } from '../../src/data/tables/store/table-facts.ts';

/** The read options of most tables. */
export const facts: TableFacts = {
  paths: ['a.csv', 'b.csv'],
  names: ['x', 'y'],
  format: {
    format: 'csv',
    compression: null,
    encoding: 'utf-8',
    delimiter: ',',
    quote: '"',
    decimal: '.',
    header: true,
    headerReason: 'the first row holds no number',
    escape: null,
    headerRows: 1,
    linesAbove: 0,
  },
  warnings: [{ file: 0, message: "'x' is there twice" }],
};

/** A plain block of numbers: row r, column c holds `start` + r * columns + c. */
export function numbers(rows: number, columns: number, start = 0): Block {
  return {
    rows,
    columns,
    cells: Float32Array.from({ length: rows * columns }, (_, cell) => start + cell),
    kinds: new Uint8Array(columns).fill(NUMBER),
    missing: new Uint32Array(columns),
    integral: new Uint8Array(columns).fill(1),
    codes: new Map(),
    samples: new Map(),
    min: Float32Array.from({ length: columns }, (_, column) => start + column),
    max: Float32Array.from({ length: columns }, (_, column) => start + (rows - 1) * columns + column),
    low: new Map(),
    texts: new Map(),
    dates: new Map(),
    location: { file: 0, unit: 'line', first: 2, offsets: null },
    blankLines: 0,
    faults: { rows: 0, first: [] },
  };
}

/** Rebuilds records as plain objects, so that deep equality holds. */
function plainRecord<T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(parts, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const float = fc.float({ noDefaultInfinity: false });

function floats(length: number): fc.Arbitrary<Float32Array> {
  return fc.array(float, { minLength: length, maxLength: length }).map(all => Float32Array.from(all));
}

function wholes(length: number, max: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(max), { minLength: length, maxLength: length });
}

function textPart(rows: number): fc.Arbitrary<TextPart> {
  // Lone surrogates are no text that UTF-8 can hold, but JSON can write them.
  const categories = fc.uniqueArray(fc.oneof(text, fc.constantFrom('\ud800', '\n', '"', '\\', '')), { maxLength: 4 });
  return categories.chain(categories =>
    plainRecord({
      categories: fc.constant(categories),
      counts: wholes(categories.length, 2 ** 31 - 1).map(counts => Uint32Array.from(counts)),
      numbers: fc.nat(rows),
      missingWords: fc.nat(rows),
      firstWord: fc.integer({ min: -1, max: rows }),
    }),
  );
}

const datePart: fc.Arbitrary<DatePart> = plainRecord({
  order: fc.constantFrom('ymd', 'mdy', 'dmy', 'either'),
  time: fc.boolean(),
});

/** A map by column, with the columns of the kind. */
function parts<T>(kinds: readonly CellKind[], kind: CellKind, part: fc.Arbitrary<T>): fc.Arbitrary<Map<number, T>> {
  const columns = [...kinds.keys()].filter(column => kinds[column] === kind);
  const values = fc.array(part, { minLength: columns.length, maxLength: columns.length });
  return values.map(values => new Map(columns.map((column, index) => [column, values[index]!])));
}

function blockOf(rows: number, kinds: readonly CellKind[]): fc.Arbitrary<Block> {
  const columns = kinds.length;
  const lowColumns = fc.shuffledSubarray([...kinds.keys()]);
  return plainRecord({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    cells: floats(rows * columns),
    kinds: fc.constant(Uint8Array.from(kinds)),
    missing: wholes(columns, rows).map(all => Uint32Array.from(all)),
    integral: wholes(columns, 1).map(all => Uint8Array.from(all)),
    codes: parts(kinds, NUMBER, text),
    samples: parts(kinds, NUMBER, text),
    min: floats(columns),
    max: floats(columns),
    low: lowColumns.chain(columns =>
      fc.tuple(...columns.map(column => floats(rows).map(low => [column, low] as const))).map(all => new Map(all)),
    ),
    texts: parts(kinds, TEXT, textPart(rows)),
    dates: parts(kinds, DATE, datePart),
    location: plainRecord<BlockLocation>({
      file: fc.nat(3),
      unit: fc.constantFrom<BlockLocation['unit'][]>('line', 'row', 'element'),
      first: fc.nat(2 ** 40),
      offsets: fc.option(wholes(rows, 1e6).map(all => Int32Array.from(all))),
    }),
    blankLines: fc.nat(),
    faults: plainRecord({
      rows: fc.nat(),
      first: fc.array(plainRecord({ line: fc.nat(), message: text }), { maxLength: 3 }),
    }),
  });
}

/** Any block, including blocks without rows or columns. */
export const anyBlock: fc.Arbitrary<Block> = fc
  .tuple(fc.nat(20), fc.array(fc.constantFrom<CellKind[]>(EMPTY, NUMBER, DATE, TEXT), { maxLength: 5 }))
  .chain(([rows, kinds]) => blockOf(rows, kinds));

/** A copy that shares no memory with the block, because stores empty the blocks that are given to them. */
export function copyOf(block: Block): Block {
  return structuredClone(block);
}

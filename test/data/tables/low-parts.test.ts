import { expect } from 'chai';
import { roundToPair } from '../../../src/base/numbers/rounding.ts';
import type { NumberValues } from '../../../src/base/numbers/values.ts';
import { findClasses, labelsOf } from '../../../src/data/choosing/target.ts';
import { selectRows } from '../../../src/data/choosing/where/evaluate.ts';
import { parseWhere } from '../../../src/data/choosing/where/parse.ts';
import { BlockBuilder } from '../../../src/data/reading/building/block-builder.ts';
import { gatherColumns } from '../../../src/data/tables/gather.ts';
import { withUsedLowParts } from '../../../src/data/tables/low-parts.ts';
import { MemoryStore } from '../../../src/data/tables/store/memory-store.ts';
import { makeTable, type Table } from '../../../src/data/tables/table.ts';

/** A table of one column, its cells by block. */
function tableOf(...blocks: (number | string | null)[][]): Table {
  const options = { na: null, onError: 'stop' as const };
  const input = { path: 't', file: 0, unit: 'element' as const, names: ['a'], forced: new Map(), options };
  const made = blocks.map(cells => {
    const builder = new BlockBuilder(input);
    builder.setRows(1, cells.length);
    builder.setColumn(0, cells, false);
    return builder.build();
  });
  const format = { format: 'json-lines' as const, compression: null, encoding: null, delimiter: null, quote: null };
  const none = { escape: null, headerRows: null, linesAbove: null };
  const described = { ...format, decimal: null, header: null, headerReason: null, ...none };
  const reader = { paths: ['t'], names: ['a'], warnings: [], format: described };
  return makeTable(reader, new MemoryStore(made), { requested: new Map(), dateOrder: null });
}

function valuesOf(table: Table): NumberValues {
  return gatherColumns(table.store, table.columns)[0] as NumberValues;
}

function kept(table: Table, condition: string): number[] {
  return Array.from(selectRows(parseWhere(condition), new Map([['a', valuesOf(table)]]), table.rows, new Set()));
}

function classesOf(table: Table): string[] {
  return findClasses(
    valuesOf(table),
    Int32Array.from({ length: table.rows }, (_, row) => row),
  );
}

describe('low parts of a column', () => {
  it('are not used where one block has a narrow range and the column has not, so that one text is one number', () => {
    const table = tableOf([100.1, 100.1, 100.1001], [100.1, 5, 7.25]);
    expect(Array.from(valuesOf(table).values)).to.deep.equal(
      [100.1, 100.1, 100.1001, 100.1, 5, 7.25].map(value => Math.fround(value)),
    );
    expect(kept(table, 'a = 100.1')).to.deep.equal([1, 1, 0, 1, 0, 0]);
    expect(classesOf(table)).to.deep.equal(['5', '7.25', '100.1', '100.1001']);
    expect(table.store.load(0).low.size).to.equal(0);
    expect(table.store.blocks[0]!.lowColumns).to.deep.equal([]);
  });

  it('are not used where narrow ranges of blocks lie far from each other', () => {
    expect(valuesOf(tableOf([0.1, 0.1], [0.2, 0.2])).values).to.be.instanceOf(Float32Array);
  });

  it('are used where whole numbers beyond 2^24 stand beside fractions, so that they are compared exactly', () => {
    const table = tableOf([16_777_216, 16_777_217, 1.5], [3, 16_777_216]);
    expect(kept(table, 'a = 16777217')).to.deep.equal([0, 1, 0, 0, 0]);
    expect(kept(table, 'a = 16777216')).to.deep.equal([1, 0, 0, 0, 1]);
  });

  it('are used where all blocks with numbers have a narrow range, and so has the column', () => {
    const table = tableOf([1000.1, 1000.101], [null, null], [1000.1, null]);
    expect(valuesOf(table).values[1]).to.be.closeTo(1000.101, 1e-9);
    expect(valuesOf(table).values[4]).to.equal(valuesOf(table).values[0]);
  });

  it('apply to constants too, in conditions and in names of classes', () => {
    const table = tableOf([1000.1, 1000.1000001], [1000.1, 1000.1000001]);
    expect(kept(table, 'a = 1000.1')).to.deep.equal([1, 0, 1, 0]);
    expect(kept(table, 'a in (1000.1000001)')).to.deep.equal([0, 1, 0, 1]);
    expect(kept(table, 'a <= 1000.1 and a >= 1000.1')).to.deep.equal([1, 0, 1, 0]);
    expect(kept(table, '2 * a = 2000.2')).to.deep.equal([1, 0, 1, 0]);
    expect(classesOf(table)).to.deep.equal(['1000.1', '1000.1000001']);
    const rows = Int32Array.of(0, 1, 2, 3);
    expect(Array.from(labelsOf(valuesOf(table), rows, ['1000.1', '1000.1000001']))).to.deep.equal([0, 1, 0, 1]);
  });

  it('keep a column of one number constant', () => {
    const [column] = tableOf([100.1, 100.1], [100.1]).columns;
    expect(column).to.include({ kind: 'constant', why: '100.1 in all rows' });
    expect(tableOf([1000.1, 1000.1000001], [1000.1]).columns[0]!.kind).to.equal('numeric');
  });

  it('are used for dates and whole numbers of any range', () => {
    const integral = tableOf([2 ** 24 + 1, 5], [3, 4]);
    expect(Array.from(valuesOf(integral).values)).to.deep.equal([2 ** 24 + 1, 5, 3, 4]);
    const dates = tableOf(['2024-01-01', '1970-01-02'], ['1999-12-31', null]);
    expect(valuesOf(dates).values[0]).to.equal(Date.UTC(2024, 0, 1) / 1000);
  });

  it('are not used for whole numbers beyond 2^24 beside fractions', () => {
    expect(valuesOf(tableOf([2 ** 24 + 1, 5], [0.5, 4])).values).to.be.instanceOf(Float32Array);
  });

  it('do not change a store where all are used', () => {
    const { store } = tableOf([2 ** 24 + 1]);
    expect(withUsedLowParts(store)).to.equal(store);
  });
});

describe('roundToPair', () => {
  it('keeps whole numbers to 2^48, and 48 bits of others', () => {
    expect(roundToPair(2 ** 48 - 1)).to.equal(2 ** 48 - 1);
    expect(roundToPair(100.1)).to.not.equal(100.1);
    expect(Math.abs(roundToPair(100.1) - 100.1)).to.be.below(100 * 2 ** -48);
  });

  it('does not change numbers beyond float32', () => {
    expect([roundToPair(1e300), roundToPair(-Infinity), roundToPair(Number.NaN)]).to.deep.equal([
      1e300,
      -Infinity,
      NaN,
    ]);
  });
});

/**
 * Inputs so long that what takes a time of their square would take minutes, or more memory than there is, where what
 * takes a time of their length takes an instant.
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { readClassWeights } from '../../src/data/choosing/class-weights.ts';
import { tokenize } from '../../src/data/choosing/where/tokens.ts';
import { BlockEncoder } from '../../src/data/encoding/block-encoder.ts';
import type { Input } from '../../src/data/encoding/inputs.ts';
import { uniqueNames } from '../../src/data/reading/building/names.ts';
import { separatorsOf } from '../../src/data/reading/csv/dialect.ts';
import { readRecords } from '../../src/data/reading/csv/records.ts';
import { openJsonLines } from '../../src/data/reading/json-lines/json-lines.ts';
import { parseSize } from '../../src/data/reading/memory-budget.ts';
import { openParquet } from '../../src/data/reading/parquet/parquet.ts';
import { defaultReadOptions } from '../../src/data/tables/blocks/reader.ts';
import { isNumber, plainNumbers } from '../../src/data/tables/cells/cell-numbers.ts';
import { numberOf } from '../../src/data/tables/cells/cell-text.ts';
import { warningFor } from '../../src/data/tables/text-hints.ts';
import { toNumber } from '../../src/settings/kinds.ts';
import { fixturePath } from '../support/fixtures.ts';
import { collect, memorySource } from '../support/memory-source.ts';

const LENGTH = 2 ** 20;
const digits = '1'.repeat(LENGTH);
const blanks = ' '.repeat(LENGTH);

describe('A long input takes a time of its length', () => {
  it('when it is digits and a letter, in a cell, a setting or a condition', () => {
    expect(numberOf(`${digits}x`)).to.be.NaN;
    expect(isNumber(`${digits}x`, plainNumbers)).to.equal(false);
    expect(toNumber(`${digits}x`)).to.be.NaN;
    expect(parseSize(`${digits}x`)).to.equal(undefined);
    expect(() => tokenize(`a > ${digits}?`)).to.throw('expected a name');
    expect(numberOf(digits)).to.equal(Number.POSITIVE_INFINITY);
  });

  it('when it is blanks between letters', () => {
    const bytes = Buffer.from(`a,${blanks}b${blanks}c${blanks}\n`);
    const signs = separatorsOf({ delimiter: ',', quote: '"', comment: null });
    const [record] = [...readRecords({ bytes, complete: true }, signs)];
    expect(record!.fields).to.deep.equal(['a', `b${blanks}c`]);
    expect(parseSize(`1${blanks}x`)).to.equal(undefined);
    expect(() => readClassWeights(`a${blanks}b`)).to.throw('takes balanced');
    expect([...(readClassWeights(`a${blanks}b = 2${blanks}`) as Map<string, number>).values()]).to.deep.equal([2]);
    expect(warningFor({ categories: [`<${blanks}x`], counts: [1], codes: [], overflows: false }, 0)).to.equal(null);
  });

  it('when all columns have the same name', () => {
    const { names } = uniqueNames(new Array(60_000).fill('c'));
    expect([names[0], names[1], names.at(-1)]).to.deep.equal(['c', 'c (2)', 'c (60000)']);
  });

  it('when a name in JSON has many dots', async () => {
    const name = new Array(200_000).fill('a').join('.');
    const reader = await openJsonLines([memorySource('a.jsonl', `{"${name}": 1}\n`)], defaultReadOptions);
    expect(reader.names).to.deep.equal([name]);
  });

  it('when a Parquet file has many columns', async () => {
    const bytes = gunzipSync(readFileSync(fixturePath('parquet/many-columns.parquet.gz')));
    const reader = await openParquet([memorySource('a.parquet', bytes)], defaultReadOptions);
    const [block] = await collect(reader.blocks(new Map()));
    expect([block!.rows, block!.columns]).to.deep.equal([3, 10_000]);
    expect([...block!.cells.subarray(0, 4)]).to.deep.equal([0, 1, 0, 1]);
  });

  it('when a model has many inputs', () => {
    const names = Array.from({ length: 400_000 }, (_, n) => `column ${n}`);
    const inputs = names.map(
      (name): Input => ({ kind: 'numeric', name, indicator: false, mean: 0, deviation: 1, filler: 0 }),
    );
    const reader = { paths: ['a.csv'], names, numberStyle: plainNumbers };
    const encoder = new BlockEncoder(inputs, reader, null, new Set(), () => '');
    expect(encoder.forced.size).to.equal(names.length);
  });
});

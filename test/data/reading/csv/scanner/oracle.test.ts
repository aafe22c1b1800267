import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { separatorsOf } from '../../../../../src/data/reading/csv/dialect.ts';
import { firstRecords } from '../../../../../src/data/reading/csv/records.ts';
import { scan, textsOf } from '../../../../support/scan.ts';

/** A table as it is written: how, and each cell's bytes. */
interface Written {
  delimiter: string;
  quote: string;
  columns: number;
  text: string;
}

const delimiters = [',', ';', '\t', '|', ':'];

function field(delimiter: string, quote: string): fc.Arbitrary<string> {
  const blank = delimiter === '\t' ? [' '] : [' ', '\t'];
  const blanks = fc.string({ unit: fc.constantFrom(...blank), maxLength: 2 });
  const letters = fc.constantFrom('a', 'b', 'é', '日', '0', '1', '.', '#', ...blank);
  // A quote may stand anywhere but first.
  const plain = fc
    .tuple(
      fc.string({ unit: letters, maxLength: 4 }),
      fc.string({ unit: fc.oneof(letters, fc.constant(quote)), maxLength: 20 }),
    )
    .map(([start, rest]) => (start.trim() === '' ? start + rest.replaceAll(quote, '') : start + rest));
  const inside = fc.string({
    unit: fc.oneof(letters, fc.constantFrom(delimiter, '\n', '\r', '\r\n', quote + quote)),
    maxLength: 90,
  });
  const quoted = fc.tuple(blanks, inside, blanks).map(([a, b, c]) => a + quote + b + quote + c);
  return fc.oneof({ arbitrary: plain, weight: 3 }, quoted);
}

const written: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom(...delimiters), fc.constantFrom('"', "'"), fc.integer({ min: 2, max: 6 }))
  .chain(([delimiter, quote, columns]) => {
    const row = fc.array(field(delimiter, quote), { minLength: columns, maxLength: columns });
    // Now and then a record is too short or too long.
    const other = fc.array(field(delimiter, quote), { minLength: 2, maxLength: 7 });
    const rows = fc.array(fc.oneof({ arbitrary: row, weight: 9 }, other), { maxLength: 12 });
    const lineEnds = fc.array(fc.constantFrom('\n', '\r\n', '\r', '\n\n'), { minLength: 12, maxLength: 12 });
    return fc.tuple(rows, lineEnds, fc.boolean()).map(([records, ends, open]) => {
      const lines = records.map((record, i) => {
        const end = open && i === records.length - 1 ? '' : ends[i]!;
        return record.join(delimiter) + end;
      });
      return { delimiter, quote, columns, text: lines.join('') };
    });
  });

/** All records, by csv-parse. */
function expected({ delimiter, quote, text }: Written): string[][] {
  return parse(text, {
    delimiter,
    quote,
    escape: quote,
    trim: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
}

describe('the scanner beside csv-parse', () => {
  it('finds the same texts in tables with quotes, line breaks and blanks anywhere', () => {
    const property = fc.property(written, table => {
      const { delimiter, quote, columns, text } = table;
      const records = expected(table);
      const good = records.filter(record => record.length === columns);
      expect(textsOf(text, columns, { delimiter, quote })).to.deep.equal(good);
      expect(scan(text, columns, { delimiter, quote }).faultLines.length).to.equal(records.length - good.length);
      const separators = separatorsOf({ delimiter, quote, comment: null });
      const [first] = firstRecords({ bytes: Buffer.from(text), complete: true }, separators, 1);
      expect(first?.fields).to.deep.equal(records[0]);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('finds the same where the quotes are far from where blocks of bytes begin', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' '), maxLength: 200 });
    const property = fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), rows => {
      const text = rows.map(row => row.map(value => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
      expect(textsOf(text, 2)).to.deep.equal(rows);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { CsvCursor } from '../../src/data/csv.ts';

/** All records as texts. */
function read(text: string): string[][] {
  const cursor = new CsvCursor('t.csv', Buffer.from(text), 0);
  const records: string[][] = [];
  while (cursor.next()) records.push(Array.from({ length: cursor.fields }, (_, field) => cursor.text(field)));
  return records;
}

/** The line on which each record starts. */
function lines(text: string): number[] {
  const cursor = new CsvCursor('t.csv', Buffer.from(text), 0);
  const found: number[] = [];
  while (cursor.next()) found.push(cursor.line);
  return found;
}

describe('CsvCursor', () => {
  it('parts records at LF, CRLF and CR, with and without one at the end', () => {
    const expected = [
      ['a', 'b'],
      ['1', '2'],
    ];
    for (const end of ['\n', '\r\n', '\r']) {
      expect(read(`a,b${end}1,2${end}`)).to.deep.equal(expected);
      expect(read(`a,b${end}1,2`)).to.deep.equal(expected);
    }
  });

  it('keeps empty fields, at the end of a line too', () => {
    expect(read('a,b,c\n,,\n1,,')).to.deep.equal([
      ['a', 'b', 'c'],
      ['', '', ''],
      ['1', '', ''],
    ]);
  });

  it('takes commas, line breaks and doubled quotes inside quotes', () => {
    expect(read('"a,b","c\nd","e ""f"" g",""\n')).to.deep.equal([['a,b', 'c\nd', 'e "f" g', '']]);
  });

  it('takes a quote inside an unquoted field as it is', () => {
    expect(read('5" pipe,x\n')).to.deep.equal([['5" pipe', 'x']]);
  });

  it('passes over empty lines and counts those between records', () => {
    const cursor = new CsvCursor('t.csv', Buffer.from('\na\n\n\nb\n\n'), 0);
    while (cursor.next());
    expect(cursor.blankLines).to.equal(3);
  });

  it('knows the line of each record, through quoted line breaks of every kind', () => {
    expect(lines('a\n"b\nc"\n"d\r\ne"\r\n"f\rg"\nh')).to.deep.equal([1, 2, 4, 6, 8]);
  });

  it('says on which line a quote that is never closed was opened', () => {
    expect(() => read('a,b\n1,"2\n3,4\n5,6\n')).to.throw('t.csv:2: a quote opens here and is never closed');
    expect(() => read('"a\nb","c\n')).to.throw('t.csv:2: a quote opens here');
  });

  it('refuses text behind a closing quote', () => {
    expect(() => read('a,b\n1,"2"3\n')).to.throw('t.csv:2: field 2 has text after its closing quote');
  });

  it('reads back any table that is written by the rules', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '1', ' ', '"', ',', '\n', '\r', 'ß', '日') });
    const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n', '\r'), (table, end) => {
        const text = table.map(record => record.map(quote).join(',')).join(end);
        expect(read(text)).to.deep.equal(table);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

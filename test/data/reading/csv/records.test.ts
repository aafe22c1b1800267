import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { separatorsOf } from '../../../../src/data/reading/csv/dialect.ts';
import { readRecords } from '../../../../src/data/reading/csv/records.ts';
import { type RandomText, randomText } from '../../../support/random-text.ts';

const comma = { delimiter: ',', quote: '"', comment: null };

function records(text: string, signs: Parameters<typeof separatorsOf>[0] = comma, complete = true) {
  return [...readRecords({ bytes: Buffer.from(text), complete }, separatorsOf(signs))];
}

const fieldsOf = (...args: Parameters<typeof records>) => records(...args).map(({ fields }) => fields);

describe('readRecords', () => {
  it('splits records at LF, CRLF and CR, also mixed, with and without one at the end', () => {
    const expected = [
      ['a', 'b'],
      ['1', ''],
      ['2', '3'],
    ];
    expect(fieldsOf('a,b\n1,\r\n2,3')).to.deep.equal(expected);
    expect(fieldsOf('a,b\r1,\n2,3\r')).to.deep.equal(expected);
  });

  it('skips lines that are empty, blank or comments, and numbers the others correctly', () => {
    const found = records('\n#"x\na\n \t\nb\n#\n"c\nd"\n\ne', { ...comma, comment: '#' });
    expect(found.map(({ fields, line }) => [fields[0], line])).to.deep.equal([
      ['a', 3],
      ['b', 5],
      ['c\nd', 7],
      ['e', 10],
    ]);
  });

  it('does not treat a line of delimiters as blank', () => {
    expect(fieldsOf('\t\n', { ...comma, delimiter: '\t' })).to.deep.equal([['', '']]);
  });

  it('trims unquoted fields, and blanks around quoted ones', () => {
    expect(fieldsOf(' a , " b" ,c d\n')).to.deep.equal([['a', ' b', 'c d']]);
  });

  it('keeps a quote inside an unquoted field, and reads doubled ones inside quotes as one', () => {
    expect(fieldsOf('5" pipe,"a ""b"""\n')).to.deep.equal([['5" pipe', 'a "b"']]);
  });

  it('splits at runs of spaces and tabs when the delimiter is a space', () => {
    const space = { ...comma, delimiter: ' ' };
    expect(fieldsOf('  1   2\t"3 4" \n   \n5 6 7\n', space)).to.deep.equal([
      ['1', '2', '3 4'],
      ['5', '6', '7'],
    ]);
  });

  it('omits a last record that may continue behind the head', () => {
    expect(fieldsOf('a,b\n1,2', comma, false)).to.deep.equal([['a', 'b']]);
    expect(fieldsOf('a,b\n1,"2\n', comma, false)).to.deep.equal([['a', 'b']]);
    expect(fieldsOf('a,b\r', comma, false)).to.deep.equal([]);
  });

  it('says which fields are quoted, to their end', () => {
    expect(records('"a",b,"c"d, "" \n')[0]!.quoted).to.deep.equal([true, false, false, true]);
  });

  it('says where the next record starts', () => {
    const [first] = records('"a\nb",2\r\n3,4\n');
    expect(first).to.include({ line: 1, end: 9, nextLine: 3 });
  });

  it('finds the records that csv-parse finds, in any dialect', () => {
    fc.assert(
      fc.property(randomText, (random: RandomText) => {
        const { text, delimiter, quote, comment } = random;
        const expected: string[][] = parse(text, {
          delimiter,
          quote,
          escape: quote,
          comment,
          comment_no_infix: true,
          relax_column_count: true,
          relax_quotes: true,
          record_delimiter: ['\r\n', '\n', '\r'],
          skip_empty_lines: true,
        });
        expect(fieldsOf(text, random)).to.deep.equal(expected);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});

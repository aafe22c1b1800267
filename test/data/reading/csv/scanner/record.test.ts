import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readRecord } from '../../../../../src/data/reading/csv/scanner/record.ts';
import { fixturePath } from '../../../../support/fixtures.ts';
import { allText, rowsOf, scan, specOf } from '../../../../support/scan.ts';

const dialect = { delimiter: ',', quote: '"', comment: '#' };
const read = (text: string, changes = {}) => readRecord(Buffer.from(text), { ...dialect, ...changes });

describe('the first record', () => {
  it('is read as texts, with the bytes and lines that it takes', () => {
    expect(read(' a ," b ""c""",\r\n1,2,3\n')).to.deep.equal({
      fields: ['a', ' b "c"', ''],
      end: 17,
      lines: 1,
      fault: null,
    });
  });

  it('comes after blank lines and comments, and may have line breaks', () => {
    const text = '\n# x\n"a\nb",c\n';
    expect(read(`${text}1,2`)).to.deep.equal({ fields: ['a\nb', 'c'], end: text.length, lines: 4, fault: null });
  });

  it('may be all there is, without a line end', () => {
    expect(read('a b', { delimiter: ' ' })).to.deep.equal({ fields: ['a', 'b'], end: 3, lines: 1, fault: null });
  });

  it('is not there in nothing, blank lines and comments', () => {
    expect([read(''), read('\n \n'), read('# a')]).to.deep.equal([null, null, null]);
  });

  it('tells what is wrong with it', () => {
    expect(read('a,"b\n')!.fault).to.deep.equal({ line: 1, message: 'a quote opens here and is never closed' });
    expect(read('"a"b,c\n')!.fault!.message).to.match(/^field 1 has text after its closing quote/);
  });
});

/** One of the files as published has another telephone number than its JSON. */
function corrected(file: string, row: Record<string, string>): Record<string, string> {
  return file === 'location_coordinates.csv' ? { ...row, 'Contact Phone Number': '2095257564' } : row;
}

describe('the files of csv-spectrum', () => {
  const files = readdirSync(fixturePath('csv-spectrum')).filter(name => name.endsWith('.csv'));

  it('are there', () => expect(files.length).to.equal(12));

  for (const file of files) {
    it(`hold what is expected: ${file}`, () => {
      const bytes = readFileSync(fixturePath(`csv-spectrum/${file}`));
      const { fields, end } = readRecord(bytes, specOf(0))!;
      const { block, faults } = scan(bytes.subarray(end).toString(), fields.length, { forced: allText(fields.length) });
      const rows = rowsOf(block).map(row => Object.fromEntries(row.map((cell, i) => [fields[i], cell ?? ''])));
      const json = readFileSync(fixturePath(`csv-spectrum/json/${file.replace('.csv', '.json')}`), 'utf8');
      expect(faults).to.deep.equal([]);
      expect(rows).to.deep.equal([JSON.parse(json)].flat().map(row => corrected(file, row)));
    });
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { separatorsOf } from '../../../../src/data/reading/csv/dialect.ts';
import { firstRecords } from '../../../../src/data/reading/csv/records.ts';
import { fixturePath } from '../../../support/fixtures.ts';
import { allText, rowsOf, scan } from '../../../support/scan.ts';

const separators = separatorsOf({ delimiter: ',', quote: '"', comment: null });

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
      const { fields, end } = firstRecords({ bytes, complete: true }, separators, 1)[0]!;
      const { block, faults } = scan(bytes.subarray(end).toString(), fields.length, { forced: allText(fields.length) });
      const rows = rowsOf(block).map(row => Object.fromEntries(row.map((cell, i) => [fields[i], cell ?? ''])));
      const json = readFileSync(fixturePath(`csv-spectrum/json/${file.replace('.csv', '.json')}`), 'utf8');
      expect(faults).to.deep.equal([]);
      expect(rows).to.deep.equal([JSON.parse(json)].flat().map(row => corrected(file, row)));
    });
  }
});

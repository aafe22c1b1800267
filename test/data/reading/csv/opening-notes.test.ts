import { expect } from 'chai';
import { withoutNotesBelow } from '../../../../src/data/reading/csv/opening-notes.ts';
import { firstRecords } from '../../../../src/data/reading/csv/records.ts';
import { temporaryFolder } from '../../../support/bntrain.ts';
import { tableOf } from '../../../support/data.ts';

/** How many of the records are left. */
function left(lines: readonly string[], delimiter = ',', notes = true): number {
  const separators = { delimiter: delimiter.charCodeAt(0), quote: 0x22, escape: null, comment: null };
  const head = { bytes: Buffer.from(lines.join('\n')), complete: true };
  return withoutNotesBelow(firstRecords(head, separators, 500), { na: null, notes }).length;
}

describe('the first records of a short text', () => {
  const folder = temporaryFolder();
  const notes = [
    '',
    '1 Revised figures.',
    '2 Second note, with commas, in it.',
    'Phone: 555 1234',
    'Source: own, 2024',
  ];
  const table = ['hour;power;state', '0;1,5;on', '1;2,5;off', '2;3,5;on'];

  it('lose the notes below, though there are more of them than rows', () => {
    expect(left(['hour,power,state', '0,1.5,on', ...notes])).to.equal(2);
    expect(left([...table, ...notes], ';')).to.equal(4);
    expect(left(['Title', '', ...table, ...notes], ';')).to.equal(5);
    expect(left([...table, ...notes], ';', false)).to.equal(8);
  });

  it('stay where a table with another delimiter, or another number of fields, stands at the end', () => {
    const settings = Array.from({ length: 30 }, (_, n) => `Setting ${n}: value`);
    expect(left([...settings, '', 'a,b,c', '1,2,x', '2,3,y'], ':')).to.equal(33);
    expect(left(['a,b', '1,2', '2,3', '', 'c,d,e', '1,2,3', '2,3,4'])).to.equal(6);
  });

  it('show the dialect, the header and how numbers are written, whatever the notes hold', async () => {
    for (const rows of [table.slice(0, 2), table]) {
      const { table: found, warnings } = await tableOf(folder.write('t.csv', `${[...rows, ...notes].join('\n')}\n`));
      expect(found.format).to.include({ delimiter: ';', decimal: ',', header: true });
      expect(found.columns.map(({ name }) => name)).to.deep.equal(['hour', 'power', 'state']);
      expect(found.rows).to.equal(rows.length - 1);
      expect(warnings.join()).to.contain("passed over: '1 Revised figures.'");
    }
  });

  it('are parted by tabs, though spaces part the lines above the table as well', async () => {
    const rows = ['hour\tpower\tstate', '0\t1.5\ton', '1\t2.5\toff'];
    const text = ['# exported by me', '# for you', ...rows, '', '1 Revised figures.', 'Source: own'].join('\n');
    const { table: found } = await tableOf(folder.write('t.tsv', text));
    expect(found.format.delimiter).to.equal('\t');
    expect(found.rows).to.equal(2);
  });
});

import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { temporaryFolder } from '../../../support/bntrain.ts';
import { type Given, tableOf } from '../../../support/data.ts';
import { refusal } from '../../../support/sources.ts';

const meter = ['hour,power,state', '0,1.5,on', '1,2.5,off', '2,3.5,on', '3,4.5,off'];
const advice = (line: number) =>
  `a second table begins here, with COLUMNS columns; split the file, or ⟪skip=${line - 1}⟫ reads this one; ` +
  '⟪notes=false⟫ takes all lines for rows';

/** What stands below the table, the line where the second begins, and its columns. */
const tables: Record<string, [below: string[], line: number, columns: number]> = {
  'of more columns': [['', 'cm-1,%T,a,b', '0.9,0.5,0.2,0.4', '0.1,0.2,0.6,0.1', '0.5,0.5,0.3,0.4'], 7, 4],
  'of fewer columns': [['', 'cm-1,%T', '0.9,0.5', '0.1,0.2', '0.5,0.5'], 7, 2],
  'of as many columns': [['', 'day,price,kind', '1,20,x', '2,30,y'], 7, 3],
  'of as many columns and one row': [['', 'day,price,kind', '1,20,x'], 7, 3],
  'without an empty line': [['cm-1,%T,a,b', '0.9,0.5,0.2,0.4', '0.1,0.2,0.6,0.1'], 6, 4],
  'under a title': [['', 'Table 2', 'day,price,kind,unit', '1,20,x,m', '2,30,y,m'], 8, 4],
  'under a title, of as many columns': [['', 'Table 2,,', 'day,price,kind', '1,20,x', '2,30,y'], 8, 3],
  'padded to as many columns': [[',,', 'kind,count,', 'x,20,', 'y,30,'], 7, 2],
  'of words alone': [['', 'a,b,c,d', 'Oslo,x,y,z', 'Bergen,y,z,x'], 7, 4],
};

describe('a second table in a file', () => {
  const folder = temporaryFolder();
  const read = (text: string | Uint8Array, given: Given = {}) => tableOf(folder.write('a.csv', text), given);

  for (const [name, [below, line, columns]] of Object.entries(tables)) {
    it(`is refused with the line where it begins: ${name}`, async () => {
      for (const lineEnd of ['\n', '\r\n']) {
        const text = `${[...meter, ...below].join(lineEnd)}${lineEnd}`;
        const expected = advice(line).replace('COLUMNS', `${columns}`);
        for (const content of [text, gzipSync(text)]) {
          expect(await refusal(read(content)))
            .to.match(/a\.csv:/)
            .and.satisfy((message: string) => message.endsWith(`a.csv:${line}: ${expected}`));
        }
      }
    });
  }

  it('is read alone with --skip', async () => {
    const [below, line] = tables['of more columns']!;
    const { table } = await read(`${[...meter, ...below].join('\n')}\n`, { skip: line - 1 });
    expect(table.columns.map(({ name }) => name)).to.deep.equal(['cm-1', '%T', 'a', 'b']);
    expect(table.rows).to.equal(3);
  });

  it('is not seen in rows behind an empty line, or in a header that comes again', async () => {
    const text = [...meter, '', '4,5.5,on', '', 'hour,power,state', '5,6.5,off', '6,7.5,on', ''].join('\n');
    expect((await read(text)).table.rows).to.equal(7);
  });

  it('is not seen in one row that is too long', async () => {
    const text = [...meter, '4,5.5,on,x', '5,6.5,off', '6,7.5,on', ''].join('\n');
    expect(await refusal(read(text))).to.contain('a.csv:6: 4 fields, the header has 3');
  });

  it('is not seen in a word for a number behind an empty line', async () => {
    const numbers = Array.from({ length: 30 }, (_, row) => `${row},${row / 4},on`);
    const text = ['hour,power,state', ...numbers, '', 'x,5.5,on', '31,6.5,off', ''].join('\n');
    expect(await refusal(read(text))).to.contain("column 'hour' holds 'x'");
  });
});

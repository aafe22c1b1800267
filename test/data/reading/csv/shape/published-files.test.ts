import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { temporaryFolder } from '../../../../support/bntrain.ts';
import { tableOf } from '../../../../support/data.ts';
import { root } from '../../../../support/fixtures.ts';

/** Tables as people publish them: their columns, rows, and lines above. */
const cases: readonly (readonly [file: string, names: string, rows: number, above: number])[] = [
  ['title-padded', 'hour,power,state', 60, 2],
  ['title-short', 'hour,power,state', 60, 3],
  ['title-with-delimiters', 'cm-1,%T', 180, 1],
  ['key-values', 'cm-1,%T', 120, 6],
  ['quoted-preamble', 'id,group,state,number', 60, 2],
  ['units-row', 'hour,power,state', 60, 0],
  ['two-header-rows', 'control X,control Y,fire X,fire Y', 60, 0],
  ['backslash', 'hour,power,state', 60, 0],
  ['times-of-day', 'hour,power,state', 180, 0],
  ['empty-edge', 'hour,power,state', 9, 3],
  ['comments', 'hour,power,state', 60, 4],
];

const folder = temporaryFolder();
const bytesOf = (name: string) => readFileSync(join(root, `test/fixtures/published/${name}.csv`));

describe('a published table, from its first line', () => {
  for (const [name, names, rows, above] of cases) {
    it(`is read: ${name}`, async () => {
      const { table } = await tableOf(join(root, `test/fixtures/published/${name}.csv`));
      expect(table.columns.map(column => column.name).join()).to.equal(names);
      expect(table.rows).to.equal(rows);
      expect(table.format.linesAbove).to.equal(above);
    });
  }

  it('is read the same with semicolons, line ends of Windows, in UTF-16 and gzipped', async () => {
    for (const name of ['title-padded', 'title-short', 'units-row', 'two-header-rows']) {
      const text = bytesOf(name).toString();
      const forms = {
        semicolons: text.replaceAll(',', ';'),
        crlf: text.replaceAll('\n', '\r\n'),
        utf16: Buffer.from(`\ufeff${text}`, 'utf16le'),
        gzip: gzipSync(text),
      };
      const expected = cases.find(([file]) => file === name)!;
      for (const [form, content] of Object.entries(forms)) {
        const { table } = await tableOf(folder.write(`${name}.${form}`, content));
        const found = [table.columns.map(column => column.name).join(), table.rows, table.format.linesAbove];
        expect(found, `${name}, ${form}`).to.deep.equal(expected.slice(1));
      }
    }
  });
});

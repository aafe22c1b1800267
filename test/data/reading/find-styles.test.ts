import { join } from 'node:path';
import { expect } from 'chai';
import { gatherColumns } from '../../../src/data/tables/gather.ts';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, tableOf } from '../../support/data.ts';
import { fixturePath } from '../../support/fixtures.ts';

const folder = temporaryFolder();

/** The first numbers of the first column, and what is warned of. */
async function read(path: string, given: Given = {}) {
  const { table, warnings } = await tableOf(path, given);
  const { values } = gatherColumns(table.store, table.columns)[0] as { values: Float64Array };
  const { kind } = table.columns[0]!;
  return { kind, first: values === undefined ? [] : Array.from(values.slice(0, 3)), warnings };
}

const written = (name: string) => fixturePath(join('written', name));

describe('a column that is written in a way of its own', () => {
  it('has its thousands by whichever sign, and a warning shows a cell', async () => {
    const dot = await read(written('thousands-dot.csv'));
    expect(dot.first).to.deep.equal([983, 23_162, 720]);
    expect(dot.warnings[0]).to.include(
      "column 'umsatz': '23.162' is read as 23162; ⟪thousands=\"none\"⟫ overrules that",
    );
    expect((await read(written('thousands-dot.csv'), { thousands: 'none' })).first).to.deep.equal([
      983,
      Math.fround(23.162),
      720,
    ]);
    expect((await read(written('thousands-comma-quoted.csv'))).first).to.deep.equal([983, 186, 88_782]);
    expect((await read(written('thousands-nbsp.csv'))).first).to.deep.equal([1200, 2300, 3400]);
    expect((await read(written('thousands-nbsp.csv'), { thousands: '\u00a0' })).first).to.deep.equal([
      1200, 2300, 3400,
    ]);
  });

  it('is of plain numbers where some cell has another number of decimals', async () => {
    const rows = (last: string) => `a;y\n983;1\n23.162;2\n45.199;1\n30.073;2\n${last};1\n`;
    expect((await read(folder.write('a.csv', rows('0.5')))).first[1]).to.equal(Math.fround(23.162));
    const elsewhere = 'a;b;y\n983;0.5;1\n23.162;0.25;2\n45.199;0.125;1\n30.073;1;2\n';
    const { first, warnings } = await read(folder.write('b.csv', elsewhere));
    expect(first[1]).to.equal(Math.fround(23.162));
    expect(warnings).to.deep.equal([]);
  });

  it('is decided by all rows, not by the first ones', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => `${n % 2 ? 983 : '23.162'};${n}`).join('\n');
    const { first } = await read(folder.write('late.csv', `a;y\n${many}\n0.5;1\n`));
    expect(first[0]).to.equal(Math.fround(23.162));
    const { first: grouped } = await read(folder.write('late2.csv', `a;y\n${many}\n1.234.567;1\n`));
    expect(grouped[0]).to.equal(23_162);
  });

  it('has its signs taken off, and tells', async () => {
    const { table, warnings } = await tableOf(written('money-percent.csv'));
    expect(table.columns.map(({ kind }) => kind)).to.deep.equal(['numeric', 'numeric', 'numeric', 'boolean']);
    expect(warnings.map(warning => warning.replace(/.*csv: /, ''))).to.deep.equal([
      "column 'income': '$34,700.65' is read as 34700.65",
      "column 'rate': '20.9%' is read as 20.9",
    ]);
  });

  it('stays text where the user says so', async () => {
    expect((await read(written('thousands-dot.csv'), { categorical: 'umsatz' })).kind).to.equal('categorical');
  });

  it('becomes numbers where the user says so', async () => {
    const path = folder.write('n.csv', 'a,y\n"1,200",1\n"3,400",2\n');
    expect((await read(path, { numeric: 'a' })).first).to.deep.equal([1200, 3400]);
  });

  it('is of dates by all cells, and keeps whole numbers that are asked for', async () => {
    for (const name of ['dates-am-pm.csv', 'dates-month-names.csv'])
      expect((await read(written(name))).kind).to.equal('date');
    const path = folder.write('d.csv', 'd,y\n20220127,1\n20220128,2\n20211231,1\n');
    const { kind, first } = await read(path);
    expect(kind).to.equal('date');
    expect(first[0]).to.equal(Date.parse('2022-01-27') / 1000);
    expect((await read(path, { numeric: 'd' })).first[0]).to.equal(20_220_127);
    expect((await read(folder.write('e.csv', 'd,y\n20220127,1\n20220128,2\n20220132,1\n'))).kind).to.equal('numeric');
  });

  it('has the format of dates that is given, though another would be found', async () => {
    const path = folder.write('f.csv', 'd,y\n01-02-2024,1\n02-03-2024,2\n03-04-2024,1\n');
    const { first } = await read(path, { dateFormat: '%d-%m-%Y' });
    expect(first[0]).to.equal(Date.parse('2024-02-01') / 1000);
    const odd = folder.write('g.csv', 'd,y\n14h30 le 01.02.24,1\n15h00 le 02.02.24,2\n');
    expect((await read(odd)).kind).not.to.equal('date');
    expect((await read(odd, { dateFormat: '%Hh%M le %d.%m.%y' })).kind).to.equal('date');
  });

  it('is read so in JSON lines too, where numbers stay what they are', async () => {
    const lines = ['{"a":"$1,200","y":1}', '{"a":3.5,"y":2}', '{"a":null,"y":2}'];
    expect((await read(folder.write('a.jsonl', lines.join('\n')))).first.slice(0, 2)).to.deep.equal([1200, 3.5]);
  });
});

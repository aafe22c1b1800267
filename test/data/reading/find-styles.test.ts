import { join } from 'node:path';
import { expect } from 'chai';
import { gatherColumns } from '../../../src/data/tables/gather.ts';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, load, tableOf } from '../../support/data.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { refusal } from '../../support/sources.ts';

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

  it('has a fault in a word among such numbers, as plain numbers have', async () => {
    const table = (cell: (n: number) => string) =>
      folder.write(
        'w.csv',
        `v,x,y\n${Array.from({ length: 40 }, (_, n) => `${cell(n)},${n % 7},${n % 2}\n`).join('')}`,
      );
    for (const number of [(n: number) => `$${n}.25`, (n: number) => `${n}%`, (n: number) => `${n + 1}'200`]) {
      const path = table(n => (n === 20 ? 'n.a.' : number(n)));
      const message = await refusal(load(path));
      expect(message).to.match(
        /w\.csv:22: column 'v' holds 'n\.a\.', and its numbers are written as in '.*⟪categorical⟫/,
      );
      expect((await read(path, { na: ['n.a.'] })).kind).to.equal('numeric');
      expect((await tableOf(path, { onError: 'skip' })).table.rows).to.equal(39);
    }
    expect(
      (await read(table(n => (n % 2 ? `$${n}.25` : `word ${'abcdefghij'[n % 10]}${'klmno'[n % 5]}`)))).kind,
    ).to.not.equal('numeric');
  });

  it('is boolean where all its words mean no and yes, and a refusal to take them as numbers says so', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `${n % 3 === 0 ? 'false' : 'True'},${n % 2}\n`);
    const path = folder.write('truth.csv', `f,y\n${rows.join('')}`);
    expect((await read(path)).kind).to.equal('boolean');
    expect(await refusal(load(path, { numeric: 'f' }))).to.contain(
      'A column of such words alone is boolean without ⟪numeric⟫.',
    );
  });

  it('has the basic format of a date and a time', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `202201${10 + (n % 20)}T10${10 + n}00Z,${n % 2}\n`);
    expect((await read(folder.write('basic.csv', `d,y\n${rows.join('')}`))).kind).to.equal('date');
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

  it('keeps a bare number of JSON as it stands, beside texts with thousands', async () => {
    const lines = ['{"a":"1.234,5","y":1}', '{"a":34.123,"y":2}', '{"a":"34.123","y":1}'];
    const { first, warnings } = await read(folder.write('mixed.jsonl', lines.join('\n')));
    expect(first).to.deep.equal([1234.5, Math.fround(34.123), 34_123]);
    expect(warnings[0]).to.include("'1.234,5' is read as 1234.5");
  });

  it('stays text where bare numbers of JSON stand beside percent, and is of numbers beside a currency', async () => {
    const lines = (...cells: unknown[]) => cells.map((a, y) => `${JSON.stringify({ a, y })}\n`).join('');
    expect((await read(folder.write('percent.jsonl', lines('38%', 0.697, '12%', 0.25)))).kind).to.equal('categorical');
    expect((await read(folder.write('dollar.jsonl', lines('$38', 0.697, '$12')))).first[1]).to.equal(
      Math.fround(0.697),
    );
  });

  it('names the sign of thousands that overrules a decimal point', async () => {
    const cells = ['81.340 km', '87.939 km', '3.603 km', '9.832 km', '12.500 km'];
    const { warnings } = await read(
      folder.write('km.csv', `a,y\n${cells.map((cell, n) => `${cell},${n}\n`).join('')}`),
    );
    expect(warnings[0]).to.include('\'81.340 km\' is read as 81.34; ⟪thousands="."⟫ overrules that');
    const { first } = await read(join(folder.path, 'km.csv'), { thousands: '.' });
    expect(first[0]).to.equal(81_340);
  });

  it('is of dates where whole numbers of JSON are', async () => {
    for (const cell of [(date: number) => date, String]) {
      const lines = [20220127, 20220128, 20211231].map((date, n) => JSON.stringify({ d: cell(date), y: n % 2 }));
      const { kind, first, warnings } = await read(folder.write('d.jsonl', lines.join('\n')));
      expect([kind, first[0]]).to.deep.equal(['date', Date.parse('2022-01-27') / 1000]);
      expect(warnings[0]).to.include("'20220127' is read as 2022-01-27, in the format %Y%m%d");
    }
  });

  it('has a time of day in whole numbers too, and is of numbers where one of them is no date', async () => {
    const file = (...cells: string[]) =>
      folder.write('w.csv', `d,y\n${cells.map((cell, n) => `${cell},${n % 2}\n`).join('')}`);
    const { first } = await read(file('20220127103000', '20220128000000', '20211231235959'));
    expect(first[0]).to.equal(Date.parse('2022-01-27T10:30:00Z') / 1000);
    expect((await read(file('20220127', '20220128', '20220132'))).kind).to.equal('numeric');
  });
});

describe('a column all of whose cells look like 34.700', () => {
  const file = (name: string, ...rows: string[]) => folder.write(name, `${rows.join('\n')}\n`);
  const open = () => file('open.csv', 'a,y', '34.700,1', '23.162,2', '5.199,3');

  it('is read with a decimal point, with a warning that names both ways out', async () => {
    const { first, warnings } = await read(open());
    expect(first[0]).to.equal(Math.fround(34.7));
    expect(warnings[0]).to.match(
      /column 'a': '34.700' is read as 34.7; ⟪thousands="."⟫ reads it as 34700, ⟪decimal="."⟫ says that this is right$/,
    );
    const comma = await read(file('comma.csv', 'a;y', '34,700;1', '23,162;2', '5,199;3'));
    expect(comma.warnings.join()).to.include('\'34,700\' is read as 34.7; ⟪thousands=","⟫ reads it as 34700');
  });

  it('follows the settings that the warning names', async () => {
    const thousands = await read(open(), { thousands: '.' });
    expect(thousands.first).to.deep.equal([34_700, 23_162, 5199]);
    const decimal = await read(open(), { decimal: '.' });
    expect([decimal.first[0], decimal.warnings]).to.deep.equal([Math.fround(34.7), []]);
  });

  it('is the same in texts of JSON lines, and no bare number is in question', async () => {
    const lines = (...cells: unknown[]) =>
      folder.write('open.jsonl', cells.map((a, y) => `${JSON.stringify({ a, y })}\n`).join(''));
    const texts = ['34.700', '23.162', '5.199'];
    const { first, warnings } = await read(lines(...texts));
    expect(first[0]).to.equal(Math.fround(34.7));
    expect(warnings.join()).to.include('⟪thousands="."⟫ reads it as 34700');
    expect((await read(lines(...texts), { thousands: '.' })).first).to.deep.equal([34_700, 23_162, 5199]);
    expect((await read(lines(...texts), { decimal: '.' })).warnings).to.deep.equal([]);
    const small = await read(lines(...texts, '983', '720'));
    expect([small.first[0], small.warnings.length]).to.deep.equal([34_700, 1]);
    expect((await read(lines(34.125, 23.162, 5.199))).warnings).to.deep.equal([]);
    expect((await read(lines('34.700', '0.5', '12'))).warnings).to.deep.equal([]);
  });

  it('needs no warning where digits vary, in a later row or in another column', async () => {
    const many = Array.from({ length: 300 }, (_, n) => `${10 + (n % 50)}.125,${n}`);
    for (const last of ['0.5,1', '12.25,1', '1200.125,1', '12.0625,1']) {
      expect((await read(file('vary.csv', 'a,y', ...many, last))).warnings, last).to.deep.equal([]);
    }
    expect((await read(file('other.csv', 'a,b,y', '34.700,0.5,1', '23.162,1.5,2'))).warnings).to.deep.equal([]);
  });
});

describe('whole numbers of 0 and 1', () => {
  const binary = folder.write('binary.csv', 'f,y\n0,1\n1,2\n0,3\n1,4\n');

  it('may be spelled as booleans in a validation file', async () => {
    const spelled = folder.write('spelled.csv', 'f,y\nfalse,1\nTrue,2\nyes,3\n0,4\n');
    const { validation } = await load(binary, {
      target: 'y',
      task: 'regression',
      validation: spelled,
      standardize: false,
    });
    expect(Array.from(validation!.x)).to.deep.equal([0, 1, 1, 0]);
  });
});

describe('a validation file', () => {
  const german = folder.write(
    'german.csv',
    `p;y\n${Array.from({ length: 8 }, (_, n) => `${n + 1}.200,50;${n}\n`).join('')}`,
  );
  const settings = { target: 'y', task: 'regression', standardize: false };

  it('has the number format of the training file, and a cell in another is an error', async () => {
    const other = folder.write('english.csv', 'p;y\n1.200,50;1\n"1,200.50";2\n');
    expect(await refusal(load(german, { ...settings, validation: other }))).to.match(
      /english.csv:3: column 'p' holds '1,200.50'/,
    );
  });

  it('leaves out a row with a cell in another style where bad rows are skipped', async () => {
    const money = folder.write(
      'money.csv',
      `p;y\n${Array.from({ length: 8 }, (_, n) => `$${n + 1},200.5;${n}\n`).join('')}`,
    );
    const other = folder.write('euro.csv', 'p;q;y\n$1,200.5;a;1\n€1.200,5;b;2\n$7,000;c;3\n');
    const { validation, warnings } = await load(money, { ...settings, validation: other, onError: 'skip' });
    expect(Array.from(validation!.x)).to.deep.equal([1200.5, 7000]);
    expect(warnings.join('\n')).to.match(
      /euro.csv: 1 row left out that could not be read: .*euro.csv:3: column 'p' holds '€1.200,5'/,
    );
    expect(await refusal(load(money, { ...settings, validation: other }))).to.match(
      /euro.csv:3: column 'p' holds '€1.200,5'/,
    );
  });
});

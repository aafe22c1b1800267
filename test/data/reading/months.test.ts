import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, load, tableOf } from '../../support/data.ts';

describe('a table of months or times of day, and a number', () => {
  const folder = temporaryFolder();
  const table = (cell: (n: number) => string, rows = 48) =>
    `when,sold\n${Array.from({ length: rows }, (_, n) => `${cell(n)},${100 + ((n * 17) % 90)}\n`).join('')}`;
  const two = (n: number) => String(n).padStart(2, '0');
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

  const columns: [cell: (n: number) => string, features: number, warning: string][] = [
    [
      n => `${1949 + Math.floor(n / 12)}-${two(1 + (n % 12))}`,
      4,
      "'1949-01' is read as 1949-01-01, in the format %Y-%m",
    ],
    [
      n => `"${names[n % 12]} ${1974 + Math.floor(n / 12)}"`,
      4,
      "'Jan 1974' is read as 1974-01-01, in the format %b %Y",
    ],
    [n => `Q${1 + (n % 4)} ${1949 + Math.floor(n / 4)}`, 4, "'Q1 1949' is read as 1949-01-01, in the format Q%q %Y"],
    [n => `${names[n % 12]}-${two(5 + (n % 20))}`, 4, "'Jan-05' is read as 2005-01-01; ⟪categorical⟫ overrules that"],
    [n => `${n % 24}:${two((n * 7) % 60)}`, 2, "'0:00' is read as the time of day 00:00, in the format %H:%M"],
    [
      n => (n === 5 ? '24:00' : `${two(n % 24)}:15`),
      2,
      "'00:15' is read as the time of day 00:15, in the format %H:%M",
    ],
    [
      n => `${1 + (n % 12)}:${two((n * 7) % 60)}:09 PM`,
      2,
      "'1:00:09 PM' is read as the time of day 13:00:09, in the format %I:%M:%S %p",
    ],
  ];
  for (const [cell, features, warning] of columns) {
    it(`trains, with a warning that shows how it is read: ${cell(0)}`, async () => {
      const path = folder.write('t.csv', table(cell));
      const { description, warnings, inputs } = await load(path);
      expect([description.features, inputs[0]!.kind]).to.deep.equal([features, 'date']);
      expect(warnings).to.contain(`${path}: column 'when': ${warning}`);
    });
  }

  it('has missing cells, and words for them, beside months', async () => {
    const { inputs } = await load(
      folder.write(
        't.csv',
        table(n => (n % 9 === 4 ? 'NA' : n === 7 ? '' : `2001-${two(1 + (n % 12))}`)),
      ),
    );
    expect(inputs[0]).to.include({ kind: 'date', indicator: true });
  });

  it('is the same from JSON lines', async () => {
    const lines = Array.from({ length: 30 }, (_, n) =>
      JSON.stringify({ when: `2019-Q${1 + (n % 4)}`, sold: (n * 7) % 23 }),
    );
    const { table: read } = await tableOf(folder.write('t.jsonl', `${lines.join('\n')}\n`));
    expect(read.columns[0]).to.include({ kind: 'date', why: 'dates' });
  });

  it('has no weekday where all dates are the first of a month, also in full', async () => {
    const full = await load(
      folder.write(
        't.csv',
        table(n => `${1949 + Math.floor(n / 12)}-${two(1 + (n % 12))}-01`),
      ),
    );
    expect(full.description.features).to.equal(4);
    const days = await load(
      folder.write(
        't.csv',
        table(n => `${1949 + Math.floor(n / 12)}-${two(1 + (n % 12))}-${two(1 + (n % 2))}`),
      ),
    );
    expect(days.description.features).to.equal(6);
  });

  it('keeps other columns as they were: years, codes of a month, seasons, durations, a few hours beyond a day', async () => {
    const kindOf = async (cell: (n: number) => string, given: Given = {}) =>
      (await tableOf(folder.write('t.csv', table(cell)), given)).table.columns[0]!.kind;
    expect(await kindOf(n => String(1949 + (n % 12)))).to.equal('numeric');
    expect(await kindOf(n => String(194_900 + (n % 12) + 1))).to.equal('numeric');
    expect(await kindOf(n => `${2000 + (n % 12)}-${two(1 + (n % 12))}`)).to.equal('categorical');
    expect(await kindOf(n => `${n % 40}:${two(n)}`)).to.equal('identifier');
    expect(await kindOf(n => `2019-${two(1 + (n % 12))}`, { categorical: 'when' })).to.equal('categorical');
  });

  it('can be chosen from by months and times', async () => {
    const months = folder.write(
      't.csv',
      table(n => `${1949 + Math.floor(n / 12)}-${two(1 + (n % 12))}`),
    );
    for (const text of ['1950-02', 'Feb 1950', '1950-02-01']) {
      expect((await load(months, { where: `when >= '${text}'` })).description.without.where, text).to.equal(13);
    }
    const times = folder.write(
      't.csv',
      table(n => `${two(n % 24)}:15`),
    );
    expect((await load(times, { where: "when < '06:00'" })).description.without.where).to.equal(36);
  });

  it('is read by a format that is given', async () => {
    const path = folder.write(
      't.csv',
      table(n => `${two(n % 24)}.${two(n)} Uhr`),
    );
    const { inputs } = await load(path, { dateFormat: '%H.%M Uhr' });
    expect(inputs[0]!.kind).to.equal('date');
  });
});

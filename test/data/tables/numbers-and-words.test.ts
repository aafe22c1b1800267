import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, load, tableOf } from '../../support/data.ts';
import { refusal } from '../../support/sources.ts';

/** A cell of a column of numbers and words; `n` counts the rows. */
type Cell = (n: number) => string | number;

describe('a column of numbers and words', () => {
  const folder = temporaryFolder();
  const write = (cell: Cell, rows: number) => {
    const lines = Array.from({ length: rows }, (_, n) => `${cell(n)},${(n * 7) % 11}.5,${n % 2 === 0 ? 'a' : 'b'}\n`);
    return folder.write('t.csv', `x,z,y\n${lines.join('')}`);
  };
  const read = (cell: Cell, rows: number, given: Given = {}) => tableOf(write(cell, rows), given);
  const number = (n: number) => 1000 + ((n * 37) % 997);

  const faults: [what: string, cell: Cell, rows: number, line: number][] = [
    ['one typo in 1,000', n => (n === 600 ? '12O4' : number(n)), 1000, 602],
    ['one typo in 30', n => (n === 7 ? 'oops' : number(n)), 30, 9],
    ['a word for a missing number in every third row', n => (n % 3 === 0 ? 'n.a.' : number(n)), 90, 2],
    ['ten different words', n => (n % 5 === 0 ? `w${n % 50}` : number(n)), 1000, 2],
    ['limits of detection', n => (n % 4 === 0 ? ['<5', '<10', 'trace'][n % 3]! : number(n)), 200, 2],
    ['many different words in few rows', n => (n % 200 === 0 ? `typo${n}` : number(n)), 4000, 2],
  ];
  for (const [what, cell, rows, line] of faults) {
    it(`is refused with its line where words are few: ${what}`, async () => {
      const message = await refusal(read(cell, rows));
      expect(message).to.contain(`t.csv:${line}: column 'x' holds '${cell(line - 2)}'`);
      expect(message).to.contain('⟪na⟫').and.to.contain('⟪categorical⟫');
    });
  }

  const texts: [what: string, cell: Cell, rows: number, warning: string][] = [
    [
      'tickets',
      n => (n % 4 === 0 ? `PC ${n}` : number(n)),
      800,
      "600 of its 800 values are numbers and 200 are words (200 different, such as 'PC 0')",
    ],
    [
      'invoices, some of them cancelled',
      n => (n % 60 === 0 ? `C${536_000 + n}` : 536_000 + n),
      6000,
      "5,900 of its 6,000 values are numbers and 100 are words (100 different, such as 'C536000')",
    ],
    [
      'eleven different words',
      n => (n % 5 === 0 ? `w${n % 55}` : number(n)),
      1000,
      "800 of its 1,000 values are numbers and 200 are words (11 different, such as 'w0')",
    ],
    [
      'more words than numbers',
      n => (n % 4 === 0 ? number(n) : 'unknown'),
      200,
      "50 of its 200 values are numbers and 150 are the word 'unknown'",
    ],
  ];
  for (const [what, cell, rows, warning] of texts) {
    it(`is text where many different words stand among numbers, with a warning: ${what}`, async () => {
      const { warnings } = await load(write(cell, rows), { target: 'y' });
      expect(warnings).to.contain(
        `column 'x' is read as text: ${warning}; ⟪numeric⟫ takes it as numbers, and its words as faults`,
      );
    });
  }

  it('is text without a warning where its cells are groups, or next to none is a number', async () => {
    for (const cell of [(n: number) => (n % 5 === 0 ? 'other' : n % 7), (n: number) => (n === 3 ? 7 : `name ${n}`)]) {
      const { warnings } = await load(write(cell, 100), { target: 'y' });
      expect(warnings.filter(message => message.includes('are numbers'))).to.deep.equal([]);
    }
  });

  it('is a column of numbers where that is asked for, and its words are faults', async () => {
    const tickets: Cell = n => (n % 4 === 0 ? `PC ${n}` : number(n));
    expect(await refusal(read(tickets, 800, { numeric: 'x' }))).to.contain("t.csv:2: column 'x' holds 'PC 0'");
    const { table } = await read(tickets, 800, { numeric: 'x', onError: 'skip' });
    expect([table.rows, table.columns[0]!.kind]).to.deep.equal([600, 'numeric']);
  });

  it('is the same kind where words begin in a later block', async () => {
    const late: Cell = n => (n > 390_000 ? `late ${n}` : number(n));
    const { table } = await read(late, 400_000);
    expect(table.columns[0]!.dictionary).to.not.equal(null);
  });
});

import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { load } from '../../support/data.ts';

describe('a column of texts that looks like something else', () => {
  const folder = temporaryFolder();

  /** The message about a column x of texts beside a column of numbers. */
  async function said(cell: (n: number) => string): Promise<string[]> {
    const rows = Array.from({ length: 60 }, (_, n) => `"${cell(n)}",${(n * 7) % 11}.5,${n % 2}\n`);
    const { warnings } = await load(folder.write('t.csv', `x,z,y\n${rows.join('')}`));
    return warnings.filter(warning => warning.includes("'x' is read as text"));
  }

  const looks: [string, (n: number) => string, RegExp][] = [
    ['two currencies', n => `${n % 2 ? '$' : '€'}${n}.50`, /numbers such as '€0.50'/],
    [
      'per cent beside a bare number',
      n => (n === 7 ? '0.5' : `${n}%`),
      /numbers such as '0%'; without what stands beside/,
    ],
    ['days of no year', n => `Jan ${1 + n}`, /dates or times such as 'Jan 1' in an unsupported format/],
    [
      'a word among months',
      n => (n === 9 ? 'n.a.' : `${1950 + n}-01`),
      /months or quarters such as '1950-01'.*'n.a.' is none/,
    ],
    [
      'durations beyond a day',
      n => `${10 + n}:${10 + (n % 50)}`,
      /times of several forms, or durations, such as '10:10'; write/,
    ],
    ['a day that is none', n => (n === 9 ? '2024-02-30' : `2024-01-${10 + (n % 20)}`), /'2024-02-30' is none/],
  ];
  for (const [what, cell, expected] of looks) {
    it(`is reported: ${what}`, async () => {
      const warnings = await said(cell);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(expected);
    });
  }

  it('is not reported where the texts are words, or few', async () => {
    expect(await said(n => `word ${String.fromCharCode(97 + (n % 26))}${n}`)).to.deep.equal([]);
    expect(await said(n => `${n % 5}% or so`)).to.deep.equal([]);
  });
});

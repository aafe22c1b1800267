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
      'a zone by its letters',
      n => `2024-01-${10 + (n % 20)} 10:${10 + (n % 49)}:00 EST`,
      /dates or times such as '2024-01-10 10:10:00 EST' in an/,
    ],
    [
      'words inside dates',
      n => `2024/01/${10 + (n % 20)} at ${10 + (n % 9)}h${n}`,
      /dates or times such as '2024.*unsupported format/,
    ],
    ['weeks', n => `2024-W${10 + (n % 40)}`, /dates or times such as '2024-W10' in an unsupported format/],
    [
      'months of another language',
      n => `${1 + (n % 28)}. März ${2000 + (n % 25)}`,
      /dates such as '1. März 2000' with names of months/,
    ],
    [
      'a word among dates',
      n => (n === 9 ? 'unknown' : `${1 + (n % 28)} Aug ${2000 + (n % 25)}`),
      /most of its values are dates, and 'unknown' is none/,
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
    expect(await said(n => `10.${n}.3.${n}`)).to.deep.equal([]);
  });
});

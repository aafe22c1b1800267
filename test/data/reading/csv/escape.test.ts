import { expect } from 'chai';
import { temporaryFolder } from '../../../support/bntrain.ts';
import { tableOf } from '../../../support/data.ts';

const folder = temporaryFolder();

/** The texts of the column at index 1. */
async function textsOf(text: string, given = {}) {
  const { table, warnings } = await tableOf(folder.write('t.csv', text), given);
  return { texts: table.columns[1]!.dictionary?.categories ?? [], warnings };
}

const rows = (cell: string) => `a,b\n${Array.from({ length: 3 }, (_, at) => `${at},"${cell} ${at}"\n`).join('')}`;

describe('a backslash before a quote inside quotes', () => {
  it('is found where quotes would tear fields apart otherwise, with a warning', async () => {
    const { texts, warnings } = await textsOf(rows('say \\"hi\\", and \\\\ go'));
    expect(texts).to.deep.equal([0, 1, 2].map(at => `say "hi", and \\ go ${at}`));
    expect(warnings.join()).to.contain("a '\\' before a quote inside quotes is read as a part of it; ⟪escape=none⟫");
  });

  it('goes over lines and is no line end', async () => {
    const { texts } = await textsOf(rows('x \\"\n\\" y'));
    expect(texts).to.deep.equal([0, 1, 2].map(at => `x "\n" y ${at}`));
  });

  it('is an ordinary character where quotes are doubled, and where a field ends with it', async () => {
    expect((await textsOf(rows('say ""hi"", \\n'))).texts).to.deep.equal([0, 1, 2].map(at => `say "hi", \\n ${at}`));
    const ends = 'a,b\n1,"C:\\"\n2,"D:\\"\n3,"E:\\"\n';
    expect((await textsOf(ends)).texts).to.deep.equal(['C:\\', 'D:\\', 'E:\\']);
  });

  it('is what the setting says', async () => {
    expect((await textsOf(rows('x^"y'), { escape: '^' })).texts).to.deep.equal([0, 1, 2].map(at => `x"y ${at}`));
    const refused = await textsOf(rows('say \\"hi\\", go'), { escape: 'none' }).then(
      () => '',
      error => error.message,
    );
    expect(refused).to.contain('t.csv:2: field 2 has text after its closing quote');
  });

  it('is found in long texts, cut anywhere', async () => {
    const many = `a,b\n${Array.from({ length: 40_000 }, (_, at) => `${at},"${'x'.repeat(at % 70)}\\"${at % 3}\\""\n`).join('')}`;
    const { texts } = await textsOf(many);
    expect(texts).to.include('xxxx"1"');
    expect(texts.every(text => /^x*"[012]"$/.test(text))).to.equal(true);
  });
});

/** The page of reproductions: its commands can be run, and its results are those that the bench writes. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { argumentsOf, reproductionsIn, withResult } from '../bench/reproductions/page.ts';
import { reproductions } from '../bench/reproductions/reproductions.ts';
import { besidePyTorch } from '../bench/reproductions/spread.ts';
import { makeProgram } from '../src/cli/program.ts';
import { root } from './support/fixtures.ts';

describe('docs/reproductions.md', () => {
  const page = readFileSync(join(root, 'docs/reproductions.md'), 'utf8');
  const shown = reproductionsIn(page);

  it('has a result for everything that can be reproduced, and for nothing else', () => {
    expect(shown.map(({ name }) => name).sort()).to.deep.equal(Object.keys(reproductions).sort());
    expect(page.match(/<!-- result: /g)).to.have.length(shown.length);
  });

  for (const { name, command } of shown)
    it(`has a command for ${name} whose flags are right`, async () => {
      const args = argumentsOf(command);
      expect(args[1], 'a table of data/').to.match(/^data\/[\w-]+\.csv$/);
      // Flags are checked before the table is read, so only the table is at fault.
      const missing = args.with(1, 'data/missing.csv');
      const message = await makeProgram()
        .parseAsync(['node', 'bntrain', ...missing])
        .then(
          () => 'no error',
          (error: Error) => error.message,
        );
      expect(message).to.match(/^data\/missing\.csv: /);
    });

  it("shows means within PyTorch's range", () => {
    expect(page).to.not.contain('| NO |');
  });

  it('gets a result between its markers, and nothing else changes', () => {
    const text = (result: string) =>
      `A\n\n    bntrain x.csv\n\n<!-- result: one -->\n${result}<!-- end of the result -->\n\nB\n`;
    const other = text('old\n').replace('one', 'other');
    const changed = withResult(text('') + other, 'one', 'new $1');
    expect(changed).to.equal(text('\nnew $1\n\n') + other);
    expect(withResult(changed, 'one', 'newer')).to.equal(text('\nnewer\n\n') + other);
  });
});

describe('a result beside that of PyTorch', () => {
  const rows = (decades: number) =>
    ['largest stable learning rate, ', 'best learning rate of the grid, ']
      .flatMap(name => [`${name}baseline`, `${name}batch norm`])
      .map(name => ({ name, values: [1] }))
      .concat({ name: 'decades gained by batch norm', values: [decades, decades] });

  it('lies in its range or does not', () => {
    expect(besidePyTorch('stable-lr', rows(0.7))).to.match(
      /\| decades gained by batch norm \| .* \| 0\.700 \| yes \|$/,
    );
    expect(besidePyTorch('stable-lr', rows(0.9))).to.match(/\| 0\.900 \| NO \|$/);
  });

  it('is not left out', () => {
    expect(() => besidePyTorch('stable-lr', rows(1).slice(1))).to.throw(
      "measured no 'largest stable learning rate, baseline'",
    );
  });
});

import { expect } from 'chai';
import { bntrain, parseLines, temporaryFolder } from '../support/bntrain.ts';

describe('bntrain inspect of a table without a target', () => {
  const folder = temporaryFolder();
  const table = (last: (n: number) => string) =>
    `a,b,y\n${Array.from({ length: 40 }, (_, n) => `${(n * 3) % 7}.5,${'xyz'[n % 3]},${last(n)}\n`).join('')}`;

  const problems: [what: string, text: string, flags: string[], problem: RegExp, likely: string[]][] = [
    ['one class', table(() => 'on'), [], /target 'y' has one class only/, ['b', 'a']],
    ['one number', table(() => '7.5'), [], /target 'y' has one value/, ['b', 'a']],
    ['a class for each row', table(n => `n${n}`), [], /as many classes as rows/, ['b', 'a']],
    ['dates', table(n => `2024-01-${10 + (n % 20)}`), [], /holds dates/, ['b', 'a']],
    ['months', table(n => `2024-0${1 + (n % 9)}`), [], /holds dates/, ['b', 'a']],
    [
      'a name that there is not',
      table(n => `${n % 2}`),
      ['-t', 'size'],
      /--target: .* has no column 'size'/,
      ['b', 'y', 'a'],
    ],
    [
      'words where numbers are asked for',
      table(n => `w${n % 4}`),
      ['--task', 'regression'],
      /is not a column of numbers/,
      ['y', 'b', 'a'],
    ],
    ['no other column', 'a\n1\n2\n1\n', [], /has the one column 'a'/, []],
    ['no other column of use', 'a,b,y\n1,x,2\n1,x,3\n1,x,2\n', [], /no column is left/, ['y']],
  ];
  for (const [what, text, flags, problem, likely] of problems) {
    it(`shows all columns, and says what is wrong and which columns would make one: ${what}`, () => {
      const path = folder.write('t.csv', text);
      const { status, stdout, stderr } = bntrain(['inspect', path, ...flags]);
      expect(status, stderr).to.equal(0);
      for (const name of text.split('\n')[0]!.split(',')) expect(stdout).to.match(new RegExp(`^\\d +${name} +`, 'm'));
      expect(stdout).to.match(/^target +none: /m);
      const warnings = stderr.split('\n').filter(line => problem.test(line));
      expect(warnings).to.have.length(1);
      for (const name of likely) expect(warnings[0]!.slice(warnings[0]!.indexOf('likely'))).to.contain(`'${name}' (`);
      const events = parseLines(bntrain(['inspect', path, ...flags, '--json']).stdout) as any[];
      const { target, targetProblem, columns } = events.at(-1);
      expect([target, targetProblem.likely, columns.length]).to.deep.equal([
        null,
        likely,
        text.split('\n')[0]!.split(',').length,
      ]);
      expect(targetProblem.message).to.match(problem);
      expect(events.at(-2)).to.include({ event: 'warning', code: 'target' });
    });
  }

  it('refuses settings that cannot be used, and training refuses the target', () => {
    const path = folder.write(
      't.csv',
      table(() => 'on'),
    );
    expect(bntrain(['inspect', path, '--drop', 'size']).status).to.equal(2);
    expect(bntrain(['inspect', path, '--where', 'size > 1']).status).to.equal(2);
    expect(bntrain([path]).status).to.equal(2);
  });

  it('warns of a target most of whose classes have one row, and names others', () => {
    const names = table(n => `name ${n < 10 ? n % 2 : n}`);
    const { status, stderr } = bntrain(['inspect', folder.write('t.csv', names)]);
    expect(status).to.equal(0);
    expect(stderr).to.contain(
      "warning: target 'y' has 32 classes in 40 rows, and 30 classes have one row, from which little can be learned; likely " +
        "targets are 'b' (3 classes) and 'a' (numbers)\n",
    );
    const { stderr: few } = bntrain([
      'inspect',
      folder.write('t.csv', table(n => `name ${n < 20 ? n % 10 : n}`).replace(/name 3\d/g, 'name 3')),
    ]);
    expect(few).to.not.contain('have one row');
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, events, only, temporaryFolder } from '../support/bntrain.ts';

const LENGTH = 100_000;
const long = (letter: string) => letter.repeat(LENGTH);
const shortened = (letter: string) => `${letter.repeat(40)}... (100,000 characters)`;

describe('Names, classes and cells of any length', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const path = join(folder.path, 'long.csv');
  const model = join(folder.path, 'm.safetensors');
  const run = (...args: string[]) => {
    const { stdout, stderr } = bntrain(args);
    expect(stdout.length + stderr.length, args[0]).to.be.below(8000);
    return { stdout: stdout.replaceAll(/\s+/g, ' '), stderr };
  };

  before(() => {
    const rows = Array.from({ length: 60 }, (_, n) => {
      const cell = n % 7 === 3 ? long('c') : 'd';
      return `${n % 7},${n % 5},${cell},${n % 2 === 0 ? long('y') : 'z'}\n`;
    });
    writeFileSync(path, `a,${long('h')},${long('g')},${long('t')}\n${rows.join('')}`);
  });

  it('are shown shortened, with their length, by every command', () => {
    const { stdout: trained } = run('train', path, '-l', '4', '-e', '2', '--save', model);
    expect(trained).to.contain(`${shortened('t')}: classification into 2 classes (${shortened('y')} and z)`);
    const { stdout: shown } = run('show', model);
    for (const letter of ['t', 'y', 'h', 'g', 'c']) expect(shown).to.contain(shortened(letter));
    expect(run('evaluate', model, path).stdout).to.contain(shortened('y'));
    expect(run('inspect', path).stdout).to.contain(shortened('t'));
    expect(run(path, '-l', '4', '-e', '2').stdout).to.contain(shortened('t'));
  });

  it('are shown shortened in errors', () => {
    expect(run('train', path, '-t', 'nothing').stderr).to.contain(`the columns are a, ${shortened('h')}`);
    expect(run('train', path, '--numeric', '3').stderr).to.contain(
      `column '${'g'.repeat(40)}...' (100,000 characters)`,
    );
    expect(run('train', path, '--class-weights', 'x=2').stderr).to.contain('(100,000 characters)');
  });

  it('are whole in events', () => {
    const [start] = only(events([path, '-l', '4', '-e', '1']), 'start');
    expect(start!.data.target).to.equal(long('t'));
    expect(start!.data.classes).to.deep.equal([long('y'), 'z']);
  });
});

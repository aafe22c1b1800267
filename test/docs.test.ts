/** What the docs show is what the program does: each command of a page is run, in order, in one folder. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, plainEnv, program, temporaryFolder } from './support/bntrain.ts';
import { root } from './support/fixtures.ts';

interface Shown {
  command: string;
  lines: string[];
}

/** Commands begin with $, and go on in lines that begin with >. A block ends where lines are not indented any more. */
function shownIn(text: string): Shown[] {
  const shown: Shown[] = [];
  for (const block of text.matchAll(/(?:^ {4}.*\n(?:\n(?= {4}))?)+/gm)) {
    const lines = block[0]
      .trimEnd()
      .split('\n')
      .map(line => line.slice(4));
    if (!lines[0]!.startsWith('$ ')) continue;
    for (const line of lines) {
      if (line.startsWith('$ ')) shown.push({ command: line.slice(2), lines: [] });
      else if (line.startsWith('> ') && shown.at(-1)!.lines.length === 0) shown.at(-1)!.command += line.slice(1);
      else shown.at(-1)!.lines.push(line);
    }
  }
  return shown;
}

/** A size, or another number with what makes it large or small. */
const NUMBER = /-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?: [KM]iB)?/g;
/** Differences as small as these are what rounding leaves. */
const NOISE = 1e-4;

/**
 * Whether numbers are the same, apart from what kernels, versions of Node and lengths of version names may change: the
 * last digits of fractions, and 4% of a size. Whole numbers are counts and must be equal.
 */
function isSameNumber(shown: string, found: string): boolean {
  if (shown === found) return true;
  const [a, b] = [shown, found].map(text => Number.parseFloat(text.replaceAll(',', '')));
  if (/B$/.test(shown) && /B$/.test(found)) return Math.abs(a! - b!) <= Math.max(0.04 * a!, 0.1);
  if (/^[-\d,]*$/.test(shown) || /^[-\d,]*$/.test(found)) return false;
  if (Math.abs(a!) < NOISE && Math.abs(b!) < NOISE) return true;
  return Math.abs(a! - b!) <= 1e-3 * Math.max(Math.abs(a!), Math.abs(b!));
}

/** How lines differ from those in the docs: null where only such numbers, and blanks between columns, differ. */
function difference(shown: readonly string[], found: readonly string[]): string | null {
  for (let n = 0; n < Math.max(shown.length, found.length); n++) {
    const [one, other] = [shown[n] ?? '(nothing)', found[n] ?? '(nothing)'];
    const [numbers, others] = [one, other].map(line => line.match(NUMBER) ?? []);
    const [words, otherWords] = [one, other].map(line => line.replaceAll(NUMBER, '#').replaceAll(/ +/g, ' ').trim());
    if (words !== otherWords || !numbers!.every((number, at) => isSameNumber(number, others![at]!))) {
      return `shown ${JSON.stringify(one)}, got ${JSON.stringify(other)}`;
    }
  }
  return null;
}

describe('a result that the docs show', () => {
  it('notices a different result', () => {
    expect(difference(['a  1.2345 of 12 (6.6 KiB)'], ['a 1.2346 of 12 (6.7 KiB)'])).to.equal(null);
    expect(difference(['by 1.2e-7'], ['by 0.9e-7'])).to.equal(null);
    for (const other of [
      'a 1.2345 of 13',
      'b 1.2345 of 12',
      'a 1.2745 of 12',
      'a 1.2345 of 12 1',
      'a 1.2345 of 1200',
    ]) {
      expect(difference(['a 1.2345 of 12'], [other]), other).to.not.equal(null);
    }
    expect(difference(['a'], ['a', 'b'])).to.not.equal(null);
    expect(difference(['a', 'b'], ['a'])).to.not.equal(null);
  });
});

for (const [page, commands] of [
  ['docs/using.md', 9],
  ['README.md', 2],
  ['docs/recipes.md', 1],
  ['docs/trace.md', 1],
  ['docs/probes.md', 1],
  ['docs/sweeps.md', 1],
] as const)
  describe(page, () => {
    const folder = temporaryFolder();
    const bin = join(folder.path, 'bin');
    const work = join(folder.path, 'work');
    before(() => {
      mkdirSync(bin);
      mkdirSync(work);
      symlinkSync(join(root, 'data'), join(work, 'data'));
      symlinkSync(process.execPath, join(bin, 'node'));
      writeFileSync(join(bin, 'bntrain'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
      chmodSync(join(bin, 'bntrain'), 0o755);
    });

    const shown = shownIn(readFileSync(join(root, page), 'utf8'));

    it('shows commands', () => {
      expect(shown.filter(({ command }) => command.startsWith('bntrain ')).length).to.be.at.least(commands);
    });

    for (const { command, lines } of shown) {
      const [, file] = /^cat (\S+)$/.exec(command) ?? [];
      it(file === undefined ? `shows the result of: ${command}` : `has a file ${file}`, () => {
        if (file !== undefined) {
          writeFileSync(join(work, file), `${lines.join('\n')}\n`);
          return;
        }
        const env = { ...plainEnv, PATH: `${bin}:${process.env.PATH}` };
        const { stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd: work, env, encoding: 'utf8' });
        // The docs show stderr first, and need not show all of it.
        const said = lines.filter(line => /^(warning|bntrain): /.test(line));
        const written = stdout === '' ? [] : stdout.trimEnd().split('\n');
        const found = difference(lines.slice(said.length), written);
        if (found !== null) expect.fail(`${found}\n${stderr}`);
        for (const line of said)
          expect(
            stderr.split('\n').some(each => difference([line], [each]) === null),
            stderr,
          ).to.equal(true);
      });
    }
  });

describe('the picture in README.md', () => {
  /** Without what depends on the machine: durations, and sentences and ratios made of them. */
  const withoutTimes = (text: string) =>
    text
      .slice(0, text.indexOf('\nBatch norm reached'))
      .replaceAll(/[\d.]+ (ms|s)\b/g, 'TIME')
      .replaceAll(/ +/g, ' ');

  it('shows what the command prints', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const command = /npm ci && bin\/bntrain (.*)/.exec(readme)![1]!;
    const { stdout } = bntrain(command.split(' '));
    const [, drawn] = /<desc>([^<]*)<\/desc>/.exec(readFileSync(join(root, 'docs/compare.svg'), 'utf8'))!;
    expect(withoutTimes(drawn!)).to.equal(withoutTimes(`$ bin/bntrain ${command}\n\n${stdout}`));
    expect(stdout).to.include('\nBatch norm reached');
  });
});

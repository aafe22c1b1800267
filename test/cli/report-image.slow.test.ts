import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, plainEnv, temporaryFolder } from '../support/bntrain.ts';
import { fixturePath, root } from '../support/fixtures.ts';
import { installWithout } from '../support/installed.ts';

const metrics = fixturePath('report/pairs.ndjson');

describe('figures on the command line', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const report = (...args: string[]) => bntrain(['report', metrics, ...args], { cwd: folder.path });

  // Who changes the look of a figure looks at the new one, and then writes its digests here. The program is run by itself, because
  // the library that draws moves lines by half a pixel where mocha is.
  for (const [name, theme, svg, png] of [
    ['pairs', 'light', '5dd9d0755cbebe30', 'b852799eaed7a3d0'],
    ['pairs', 'dark', '93e854a5f1f667f5', 'dcb8458466f8e70f'],
    ['maps', 'light', '0332ff507cbc972d', '1c93b1a166c8d8ea'],
    ['maps', 'dark', 'b3fe92aca0af2f7c', 'c2f993ebf7b49345'],
  ] as const) {
    it(`have the same bytes on each machine: ${name}, ${theme}`, () => {
      for (const [format, digest] of Object.entries({ svg, png })) {
        const path = at(`same.${format}`);
        const input = fixturePath(`report/${name}.ndjson`);
        expect(bntrain(['report', input, '-o', path, '--theme', theme]).stderr).to.equal('');
        expect(createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16), format).to.equal(digest);
      }
    });
  }

  it('are the same from a run as from its metrics', () => {
    const training = [join(root, 'data/iris.csv'), '-l', '4', '-e', '2', '-q', '--json'];
    for (const suffix of ['svg', 'png']) {
      const { stdout, status } = bntrain([...training, '--report', at(`run.${suffix}`)]);
      expect(status).to.equal(0);
      const lines = stdout.trimEnd().split('\n');
      const reported = JSON.parse(lines.pop()!);
      const bytes = readFileSync(at(`run.${suffix}`));
      expect(reported).to.include({ event: 'reported', format: suffix, bytes: bytes.length });
      const path = folder.write('run.ndjson', `${lines.join('\n')}\n`);
      expect(bntrain(['report', path, '-o', at(`file.${suffix}`)]).status).to.equal(0);
      expect(readFileSync(at(`file.${suffix}`)).equals(bytes)).to.equal(true);
    }
  });

  it('go to standard output in a named format', () => {
    for (const [format, begin] of [
      ['svg', '<svg '],
      ['png', '\u0089PNG'],
      ['html', '<!doctype html>'],
      ['md', '## '],
      ['csv', 'experiment,'],
    ] as const) {
      const { stdout, stderr } = bntrain(['report', metrics, '-o', '-', '--format', format], { encoding: 'latin1' });
      expect(stderr).to.equal('');
      expect(stdout.slice(0, begin.length).toLowerCase(), format).to.equal(begin.toLowerCase());
    }
  });

  it('have the named format whatever the suffix', () => {
    expect(report('-o', 'a.dat', '--format', 'svg').status).to.equal(0);
    expect(readFileSync(at('a.dat'), 'utf8')).to.match(/^<svg /);
    expect(report('--format', 'md').stdout).to.match(/^report\.md: /);
  });

  for (const [args, message] of [
    [['-o', '-'], '-o: - is standard output, which has no suffix; add a format, such as --format svg'],
    [['-o', '-', '--format', 'svg', '--json'], 'which has the events of --json; name a file, or leave out --json'],
    [['-o', '-', '--format', 'tensorboard'], 'TensorBoard takes a directory; name one'],
    [['-o', '-', '--format', 'svg', '--open'], 'which is no file to open'],
    [['-o', 'a.html', '--theme', 'dark'], '--theme: has no effect on .html, only on .svg and .png'],
    [['-o', 'a.csv', '--title', 'A'], '--title: has no effect on .csv, only on .html, .md, .svg and .png'],
    [['-o', 'a.svg', '--scale', '2'], '--scale: has no effect on .svg, only on .png'],
    [['-o', 'a.svg', '--width', '319'], "--width: got '319', takes a whole number from 320 to 2000"],
    [['-o', 'a.png', '--scale', '5'], "--scale: got '5', takes a number from 0.5 to 4"],
    [['-o', 'a.html', '--title', ' '], "--title: got ' ', takes words; without it the verdict is the title"],
    [['-o', 'a.png', '--theme', 'pink'], "--theme: got 'pink', takes light or dark"],
    [['--format', 'pdf'], "--format: got 'pdf', takes html, md, csv, tensorboard, svg or png"],
  ] as const) {
    it(`refuse in a line: ${args.join(' ')}`, () => {
      const before = readdirSync(folder.path);
      const { status, stderr } = report(...args);
      expect(status).to.equal(2);
      expect(stderr).to.contain(message);
      expect(stderr.trimEnd().split('\n')).to.have.lengthOf(1);
      expect(readdirSync(folder.path)).to.deep.equal(before);
    });
  }

  it('show one experiment: several are refused', () => {
    const { status, stderr } = report(fixturePath('report/maps.ndjson'), '-o', 'two.svg');
    expect({ status, stderr }).to.deep.equal({
      status: 2,
      stderr: 'bntrain: -o: a figure shows one experiment, and these are 2; name the metrics of one, or write .html\n',
    });
    expect(existsSync(at('two.svg'))).to.equal(false);
  });

  describe('with ⟪open⟫', () => {
    /** A system whose opener writes what it is given, and ends with the code. */
    function open(code: number | null) {
      const bin = at(`bin-${code}`);
      mkdirSync(bin);
      for (const name of code === null ? [] : ['xdg-open', 'open']) {
        folder.write(`bin-${code}/${name}`, `#!/bin/sh\nprintf %s "$1" > ${at('opened')}\nexit ${code}\n`);
        chmodSync(join(bin, name), 0o755);
      }
      symlinkSync(process.execPath, join(bin, 'node'));
      symlinkSync('/bin/sh', join(bin, 'sh'));
      return bntrain(['report', metrics, '-o', '-a b.svg', '--open'], {
        cwd: folder.path,
        env: { ...plainEnv, PATH: bin },
      });
    }

    it('open in the browser', () => {
      const { status, stderr } = open(0);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      expect(readFileSync(at('opened'), 'utf8')).to.equal(at('-a b.svg'));
    });

    it('are written where no browser opens, with a warning', () => {
      for (const code of [3, null]) {
        const { status, stderr } = open(code);
        expect(status).to.equal(0);
        expect(stderr).to.match(
          /^warning: --open: (xdg-)?open (ended with exit code 3|is not installed); open .* yourself\n$/,
        );
      }
    });
  });

  describe('without the package that draws PNG', () => {
    const install = (where: string) => installWithout(at(where), ['@resvg']);
    const run = (program: string, args: readonly string[], cwd = folder.path) =>
      spawnSync(process.execPath, [program, ...args], { cwd, env: plainEnv, encoding: 'utf8' });

    it('say how to install it before training, and find it there', () => {
      mkdirSync(at('user'));
      for (const [where, flag] of [
        ['local', ''],
        ['global', '-g '],
      ] as const) {
        const program = install(where);
        if (where === 'local') folder.write('local/package.json', '{}');
        const message = `.png needs the package @resvg/resvg-wasm; install it with: npm install ${flag}@resvg/resvg-wasm@2.6.2, or write .svg\n`;
        for (const [args, setting] of [
          [['report', metrics, '-o', 'a.png'], '-o'],
          [['data/absent.csv', '--report', 'a.png'], '--report'],
        ] as const) {
          const { status, stderr } = run(program, args, at('user'));
          expect({ status, stderr }).to.deep.equal({ status: 2, stderr: `bntrain: ${setting}: ${message}` });
        }
        expect(run(program, ['report', metrics, '-o', at('a.svg')]).status).to.equal(0);
        symlinkSync(join(root, 'node_modules/@resvg'), at(`${where}/node_modules/@resvg`));
        expect(run(program, ['report', metrics, '-o', at('a.png')]).status).to.equal(0);
      }
    });

    it('find it in the folder of the user', () => {
      mkdirSync(at('user/node_modules'));
      symlinkSync(join(root, 'node_modules/@resvg'), at('user/node_modules/@resvg'));
      const program = install('other');
      expect(run(program, ['report', metrics, '-o', at('b.png')]).status).to.equal(2);
      expect(run(program, ['report', metrics, '-o', at('b.png')], at('user')).status).to.equal(0);
    });
  });
});

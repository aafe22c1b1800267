import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { columnsOf } from '../../src/report/width.ts';
import { bntrain, events, only, parseLines, plainEnv, program, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

describe('bntrain inspect', () => {
  const folder = temporaryFolder();
  const rows = (count: number, row: (n: number) => unknown[]) =>
    Array.from({ length: count }, (_, n) => `${row(n).join(',')}\n`).join('');

  /** The one inspection of a run that must succeed, and the warnings before it. */
  function inspection(...args: string[]): { event: any; warnings: string[] } {
    const { status, stdout, stderr } = bntrain(['inspect', ...args, '--json']);
    if (status !== 0) throw new Error(stderr);
    const all = parseLines(stdout) as any[];
    expect(all.slice(0, -1).every(({ event }) => event === 'warning')).to.equal(true);
    return { event: all.at(-1), warnings: all.slice(0, -1).map(({ message }) => message) };
  }

  function shown(...args: string[]): string {
    const { status, stdout, stderr } = bntrain(['inspect', ...args]);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  it('shows what docs/data.md shows', () => {
    const text = readFileSync(join(root, 'docs/data.md'), 'utf8');
    const [, command, output] = /```\n\$ bntrain (inspect .*)\n\n([^`]*)```/.exec(text)!;
    const { status, stdout, stderr } = bntrain(command!.split(' '));
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.equal(output);
  });

  it('makes the same decisions as training: kinds, features, split, classes and warnings', () => {
    for (const args of [
      ['data/penguins.csv', '-t', 'species'],
      ['data/seattle_weather.csv'],
      ['data/digits8x8.csv', '-t', 'label', '--where', 'label < 5', '--sample', '500', '--seed', '3'],
      ['data/house_lucas_oh_4k.csv', '-t', 'price', '--drop', 'TLA', '--validation', '0.5'],
    ]) {
      const { event, warnings } = inspection(...args);
      const trained = events([...args, '--epochs', '1', '--layers', '4']);
      const { data } = only(trained, 'start')[0]!;
      for (const field of ['paths', 'format', 'rows', 'without', 'features', 'trainRows', 'validationRows'] as const) {
        expect(event.data[field], field).to.deep.equal(data[field]);
      }
      expect(event.target).to.deep.include({ name: data.target, task: data.task, reason: data.taskReason });
      expect(event.target.classes?.map(({ value }: any) => value) ?? null).to.deep.equal(data.classes);
      expect(warnings).to.deep.equal(only(trained, 'warning').map(({ message }) => message));
    }
  });

  it('trains nothing', () => {
    const { event } = inspection('data/iris.csv');
    expect(Object.keys(event)).to.deep.equal([
      'event',
      'format',
      'version',
      'data',
      'columns',
      'target',
      'targetProblem',
      'config',
    ]);
    expect(bntrain(['inspect', 'data/iris.csv', '--epochs', '1'])).to.deep.include({ status: 2, stdout: '' });
  });

  it('shows for each kind of column what it is, why, and what it holds', () => {
    const path = folder.write(
      'kinds.csv',
      `id,day,size,ok,group,note,same,none,y\n${rows(60, n => [
        `u${n}`,
        `2024-01-${String((n % 28) + 1).padStart(2, '0')}`,
        n % 10 === 9 ? '' : n / 4,
        n % 3 === 0 ? 'yes' : 'no',
        'abc'[n % 3],
        `a text of so many words that nobody would take it for a group ${n}`,
        'k',
        '',
        n % 2 === 0 ? 'p' : 'q',
      ])}`,
    );
    const { columns } = inspection(path).event;
    expect(columns.map(({ kind }: any) => kind)).to.deep.equal([
      ...['identifier', 'date', 'numeric', 'boolean', 'categorical', 'text', 'constant', 'empty', 'categorical'],
    ]);
    expect(columns.map(({ role }: any) => role)).to.deep.equal([
      ...['left out', 'input', 'input', 'input', 'input', 'left out', 'left out', 'left out', 'target'],
    ]);
    expect(columns[1].dates).to.deep.include({ first: '2024-01-01', last: '2024-01-28' });
    expect(columns[2]).to.deep.include({ missing: 6, missingShare: 0.1, inputs: 2 });
    expect(columns[2].numbers).to.deep.include({ least: 0, greatest: 14.5, whole: false });
    expect(columns[3].texts.top).to.deep.equal([
      { value: 'no', rows: 40 },
      { value: 'yes', rows: 20 },
    ]);
    expect(columns[7].why).to.equal('no cell has a value');
    const text = shown(path);
    expect(text).to.match(/^2 +day +date +- +\d features\n.* dates, 2024-01-01 to 2024-01-28$/m);
    expect(text).to.match(/^3 +size +numeric +10\.0% +2 features\n.* numbers, 0 to 14\.5, mean 7/m);
    expect(text).to.match(/^7 +same +constant +- +left out\n +left out: 'k' in all rows$/m);
    expect(text).to.match(/^9 +y +categorical +- +target$/m);
  });

  it('warns that a word such as NA is read as a value, which --na makes a missing cell', () => {
    const text = shown('data/penguins.csv', '-t', 'species');
    expect(text).to.contain("'NA' in 11 rows is a value here; --na NA reads it as missing");
    const changed = shown('data/penguins.csv', '-t', 'species', '--na', 'NA');
    expect(changed).not.to.contain('is a value here');
    expect(changed).to.match(/^7 +sex +categorical +3\.2% +3 features$/m);
  });

  it('quotes words for --na as a shell needs it', () => {
    const path = folder.write('words.csv', `a,y\n${rows(40, n => [['?', '-', 'x'][n % 3], n % 2 ? 'p' : 'q'])}`);
    expect(shown(path).replaceAll(/\s+/g, ' ')).to.contain(
      "'?' in 14 rows and '-' in 13 rows are values here; --na '?,-' reads them as missing",
    );
  });

  it('counts only the rows in use', () => {
    const { event } = inspection('data/penguins.csv', '-t', 'species', '--where', "island = 'Dream'");
    expect(event.data.without).to.deep.equal({ target: 0, where: 220, sample: 0 });
    expect(event.columns[1].texts).to.deep.include({ different: 1, top: [{ value: 'Dream', rows: 124 }] });
    expect(event.target.classes).to.deep.equal([
      { value: 'Adelie', rows: 56 },
      { value: 'Chinstrap', rows: 68 },
    ]);
  });

  it('says how a text was read where that is unusual', () => {
    const text = `größe;gewicht;art\n${rows(30, n => [`${n},5;${n * 2},25;${n % 2 ? 'ä' : 'b'}`])}`;
    const path = folder.write('german.csv.gz', gzipSync(Buffer.from(text, 'latin1')));
    const out = shown(path, '--encoding', 'latin1').replaceAll(/\s+/g, ' ');
    expect(out).to.contain('(gzip, separated by semicolons, windows-1252): 30 rows');
    expect(out).to.contain('text encoding windows-1252, decimal commas');
    const none = folder.write(
      'none.csv',
      rows(30, n => [n, n % 7, n % 2]),
    );
    expect(shown(none)).to.match(/^header +none: /m);
  });

  it('reads the standard input, and counts its bytes', () => {
    const input = readFileSync(join(root, 'data/iris.csv'));
    const { stdout } = bntrain(['inspect', '-'], { input, stdio: ['pipe', 'pipe', 'pipe'] });
    expect(stdout).to.match(/^data +standard input: 150 rows, 3\.8 KiB$/m);
  });

  it('reads the standard input each time, even if a large file named - exists', () => {
    const own = join(folder.path, 'dash');
    mkdirSync(own);
    writeFileSync(join(own, '-'), Buffer.alloc(33e6, '5,6\n'));
    const options: SpawnSyncOptions = { cwd: own, stdio: 'pipe' };
    for (const count of [20, 30]) {
      const input = `x,y\n${rows(count, n => [n / 2, n % 7])}`;
      const args = ['inspect', '-', '--json', '--cache-dir', join(own, 'cache')];
      const { stdout } = bntrain(args, { ...options, input });
      const [event] = parseLines(stdout).slice(-1) as any[];
      expect([event.data.rows, event.data.bytes]).to.deep.equal([count, input.length]);
    }
  });

  it('groups neighbouring columns of one kind in a wide table, and --all shows each', () => {
    const args = ['data/digits8x8.csv', '-t', 'label'];
    const text = shown(...args);
    expect(text).to.match(/^42 +p50 … p77 +numeric +- +24 features\n +24 numeric columns, 0 to 16 in all$/m);
    expect(text).to.contain('--all shows every column by itself');
    const all = shown(...args, '--all');
    expect(all).not.to.contain('--all shows');
    for (let position = 1; position <= 65; position++)
      expect(all).to.match(new RegExp(`^${position} +\\w+ +(num|con)`, 'm'));
  });

  it('warns of a column that gives the target away, in training too', () => {
    const path = folder.write(
      'copy.csv',
      `a,code,y\n${rows(400, n => [(n * 7919) % 101, [30, 10, 20][n % 3], ['x', 'y', 'z'][n % 3]])}`,
    );
    const message =
      "'code' goes one to one with the target 'y' in all 400 rows, so it gives the answer away; leave it out with --drop code";
    expect(inspection(path).warnings).to.include(message);
    expect(only(events([path, '-e', '1', '-l', '4']), 'warning').map(each => each.message)).to.include(message);
    expect(inspection(path, '--drop', 'code').warnings).not.to.include(message);
    expect(inspection(path, '--validation', '0').warnings).not.to.include(message);
  });

  it('finds such a column among many more than are examined fully', () => {
    const wide = (n: number) => Array.from({ length: 300 }, (_, c) => (n * (c + 3) * 7919) % 1009);
    const path = folder.write(
      'wide.csv',
      `${Array.from({ length: 300 }, (_, c) => `c${c}`)},code,y\n${rows(3000, n => [...wide(n), (n % 5) * 3 + 1, 'abcde'[n % 5]])}`,
    );
    const { warnings } = inspection(path);
    expect(warnings.filter(warning => warning.includes('one to one'))).to.have.length(1);
    expect(warnings.join()).to.contain("'code' goes one to one with the target 'y' in all 3,000 rows");
  });

  it('warns of rows on both sides of the split, and of a sorted file that is not shuffled', () => {
    const path = folder.write(
      'twice.csv',
      `a,b,y\n${rows(200, n => [n % 50, (n % 50) ** 2, (n % 50) % 2 ? 'p' : 'q'])}`,
    );
    expect(inspection(path).warnings.join()).to.match(
      /\d+ of 40 validation rows \(\d+\.\d%\) are identical to a training row/,
    );
    const sorted =
      /^the file is sorted by its target 'species', so with --no-shuffle neither the batches nor the validation/;
    expect(inspection('data/iris.csv', '--no-shuffle').warnings.join()).to.match(sorted);
    expect(inspection('data/iris.csv').warnings).to.deep.equal([]);
  });

  it('does not read dates in even steps as an identifier', () => {
    const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);
    const path = folder.write('even.csv', `when,y\n${rows(100, n => [day(n), (n * 31) % 7 > 3 ? 'p' : 'q'])}`);
    expect(inspection(path).warnings).to.deep.equal([]);
  });

  it('writes its warnings to stderr, and refuses what cannot be read, as training does', () => {
    const table = folder.write('refused.csv', 'a,b,y\n1,2,3\n4,5\n');
    const { status, stdout, stderr } = bntrain(['inspect', table]);
    expect([status, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.equal(bntrain([table]).stderr);
    const warned = bntrain(['inspect', 'data/digits8x8.csv', '-t', 'label']);
    expect(warned.stderr).to.contain(
      "warning: 3 columns with one value in all rows are left out: 'p00', 'p40' and 'p47'\n",
    );
    expect(warned.stdout).not.to.contain('warning');
  });

  it('escapes control characters of the file, and stays within 80 columns', () => {
    const nasty = ['\u001b[31mred', '東京'.repeat(40), '🙂'.repeat(50), 'e\u0301'.repeat(100), 'x'.repeat(200), 'a\tb'];
    const header = nasty.map(name => `"${name}"`).join(',');
    const path = folder.write(
      'nasty.csv',
      `${header},y\n${rows(90, n => [...nasty.map((value, c) => `"${value}${(n * (c + 2)) % 5}"`), n % 2 ? 'p' : 'q'])}`,
    );
    for (const target of ['y', '5']) {
      const { stdout } = bntrain(['inspect', path, '--delimiter', ',', '--target', target]);
      expect(stdout).to.contain('\\x1b[31mred');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(stdout).not.to.match(/[\u0000-\u0009\u000b-\u001f\u007f]/);
      for (const line of stdout.split('\n').slice(1)) expect(columnsOf(line), line).to.be.at.most(80);
    }
  });

  it('draws in ASCII where the locale supports nothing else', () => {
    const { stdout } = spawnSync(process.execPath, [program, 'inspect', 'data/house_lucas_oh_4k.csv'], {
      cwd: root,
      env: { ...plainEnv, LANG: 'C' },
      encoding: 'utf8',
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them
    expect(stdout).to.match(/^[\x00-\x7f]+$/);
  });
});

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { bntrain, events, only, temporaryFolder } from '../support/bntrain.ts';
import { fixturePath } from '../support/fixtures.ts';

function repeat(count: number, text: (row: number) => string): string {
  return Array.from({ length: count }, (_, row) => text(row)).join('');
}

const short = ['-e', '1', '-l', 'none', '--no-cache', '--quiet'];

/** What the program says when it refuses: all of it, and nothing else happens. */
function refused(args: readonly string[], input?: string): string {
  const options = input === undefined ? {} : { stdio: 'pipe' as const, input };
  const { status, stdout, stderr } = bntrain([...args, ...short], options);
  expect([status, stdout], stderr).to.deep.equal([2, '']);
  expect(stderr)
    .to.match(/^(warning: .*\n)*bntrain: .*\n$/)
    .and.not.contain('    at ');
  return stderr.slice(stderr.lastIndexOf('bntrain: ') + 'bntrain: '.length, -1);
}

const fillAdvice = '; --on-error fill adds missing cells at the end of rows that are too short';

describe('the message of bntrain for a file that it cannot read', () => {
  const folder = temporaryFolder();
  const rows = (count: number) => repeat(count, row => `${row % 7},t${row % 3},${row}\n`);
  const gzipped = gzipSync(`a,y\n${repeat(100_000, row => `${Math.sin(row)},${row % 2}\n`)}`);
  const parquet = readFileSync(fixturePath('parquet/snappy.parquet'));

  const files: [what: string, name: string, content: () => string | Uint8Array, message: string][] = [
    [
      'a row with a field less',
      'ragged.csv',
      () => 'a,b,y\n1,2,3\n4,5\n6,7,8\n',
      `:3: 2 fields, the header has 3${fillAdvice}`,
    ],
    [
      'a quote that is never closed, by the line on which it opens',
      'unclosed.csv',
      () => `a,b,y\n${rows(5000)}1,"open,3\n${rows(50_000)}`,
      ':5002: a quote opens here and is never closed',
    ],
    [
      'a word in row 900,000 of a column of numbers',
      'late.csv',
      () => `a,y\n${repeat(1_000_000, row => (row === 899_999 ? 'word,1\n' : `${(row % 4001) / 8},${row % 2}\n`))}`,
      ":900001: column 'a' holds 'word', and 999,999 of its 1,000,000 values are numbers. If it means a missing number, " +
        'name it with --na; --on-error skip leaves such rows out; --categorical takes the column as text',
    ],
    [
      'a zero byte, by its line',
      'nul.csv',
      () => 'a,b\n1,2\n3,4\n5,\0\n6,7\n',
      ':4:3: a zero byte; this is a binary file, or a damaged one',
    ],
    [
      'a line of 100 MB',
      'line.csv',
      () => Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.alloc(100e6, 'x'), Buffer.from(',3\n')]),
      ':3: a row of more than 64 MiB; is this a table of text, with line ends?',
    ],
    [
      'a header that is longer than the rows',
      'header.csv',
      () => 'a,b,c,d\n1,2,3\n4,5,6\n7,8,9\n',
      ':2: the header has 4 names and this row 3 fields; give each column one name, or name what separates the fields with ' +
        '--delimiter; --on-error fill adds missing cells at the end of the rows',
    ],
    [
      'gzip data that are cut short',
      'cut.csv.gz',
      () => gzipped.subarray(0, gzipped.length >> 1),
      ': the gzip data end too early; the file is cut short',
    ],
    [
      'a Parquet file that is cut short',
      'cut.parquet',
      () => parquet.subarray(0, parquet.length - 100),
      ': is cut short (its footer is missing); copy it again',
    ],
    ['an empty file', 'empty.csv', () => '', ': is empty; a header line and rows are expected'],
  ];
  for (const [what, name, content, message] of files) {
    it(`names ${what}`, () => {
      const path = folder.write(name, content());
      expect(refused([path])).to.equal(path + message);
    });
  }

  it('names a directory without files, and one with different tables', () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    expect(refused([empty])).to.equal(`${empty}: is a directory without files; name another, or a file`);
    mkdirSync(join(folder.path, 'mixed'));
    const first = folder.write('mixed/a.csv', 'x,y\n1,2\n');
    const second = folder.write('mixed/b.csv', 'x,z\n1,2\n');
    expect(refused([join(folder.path, 'mixed')])).to.equal(
      `${second}:1: column 2 is named 'z', in ${first} 'y'; files that are read together must have the same columns in ` +
        'the same order',
    );
  });

  it('names files with different tables, as *.csv may give them', () => {
    expect(refused(['data/iris.csv', 'data/concrete.csv'])).to.equal(
      'data/concrete.csv: has 9 columns, data/iris.csv has 5; files that are read together must have the same columns in ' +
        'the same order',
    );
  });

  it('names a standard input that ends early, is empty, or is given beside other files', () => {
    expect(refused(['-'], 'a,b,y\n1,2,3\n4,5')).to.equal(`-:3: 2 fields, the header has 3${fillAdvice}`);
    expect(refused(['-'], 'a,y\n1,"2')).to.equal('-:2: a quote opens here and is never closed');
    expect(refused(['-'], '')).to.equal('-: is empty; a header line and rows are expected');
    expect(refused(['-', 'data/iris.csv'], 'a,y\n')).to.equal(
      "-: the standard input stands alone; leave out the other files, or '-'",
    );
  });

  it('takes 100,000 columns', () => {
    const line = (field: (column: number) => string | number) =>
      `${Array.from({ length: 100_000 }, (_, column) => field(column)).join()}\n`;
    const content = line(column => `c${column}`) + repeat(10, row => line(column => ((column % 9) + 1) * row + 0.5));
    const path = folder.write('wide.csv', content);
    const [start] = only(events([path, '-e', '1', '-l', 'none', '--no-cache']), 'start');
    expect(start!.data).to.include({ features: 99_999, rows: 10, target: 'c99999' });
  });

  it('takes a table from the standard input as from its file', () => {
    const input = readFileSync('data/iris.csv');
    const { status, stdout } = bntrain(['-', ...short, '--json'], { stdio: 'pipe', input });
    expect(status).to.equal(0);
    const told = (text: string) =>
      text
        .split('\n')
        .filter(line => line.includes('"event":"epoch"'))
        .map(line => ({ ...JSON.parse(line), seconds: 0 }));
    const fromFile = bntrain(['data/iris.csv', ...short, '--json']).stdout;
    expect(told(stdout)).to.have.lengthOf(4);
    expect(told(stdout)).to.deep.equal(told(fromFile));
    expect(JSON.parse(stdout.split('\n')[0]!).data.paths).to.deep.equal(['-']);
  });
});

describe('the message of bntrain for flags that do not fit the table', () => {
  const folder = temporaryFolder();
  const content = `height,width,name,team,y\n${repeat(60, row => `${row % 7},${row % 11},n${row % 3},t${row % 5},${row / 4}\n`)}`;
  const path = join(folder.path, 't.csv');
  before(() => {
    folder.write('t.csv', content);
  });
  const flags: [string, string][] = [
    [
      '--delimiter ;',
      `${path}: has the one column 'height,width,name,team,y'; a target and a column to predict it from are needed. If ` +
        'the fields are separated by another character, name it with --delimiter',
    ],
    ['--target heigth', `--target: ${path} has no column 'heigth'; did you mean 'height'?`],
    ['--group taem', `--group: ${path} has no column 'taem'; did you mean 'team'?`],
    ['--time heigth', `--time: ${path} has no column 'heigth'; did you mean 'height'?`],
    ['--weight widht', `--weight: ${path} has no column 'widht'; did you mean 'width'?`],
    ['--drop heigth', "--drop: there is no column 'heigth'; did you mean 'height'?"],
    ['--keep width,heigth', "--keep: there is no column 'heigth'; did you mean 'height'?"],
    ['--numeric heigth', "--numeric: there is no column 'heigth'; did you mean 'height'?"],
    ['--categorical heigth', "--categorical: there is no column 'heigth'; did you mean 'height'?"],
    ['--where heigth>3', "--where: there is no column 'heigth'; did you mean 'height'?"],
    ['--where height>7', "--where: no row meets 'height>7'"],
    ['--group team --validation 0', '--group: got --validation 0, takes a share of the rows to split off'],
    ['--group team --time width', '--time: got --group too; rows can be split by groups or by time, not by both'],
    ['--time name', "--time: column 'name' holds neither dates nor numbers"],
    ['--weight name', `--weight: column 'name' of ${path} does not hold numbers`],
    [
      '--numeric name',
      `${path}:2: column 'name' holds 'n0', but is numeric. If it means a missing number, name it with --na; ` +
        '--on-error skip leaves such rows out',
    ],
    [
      '--target name --task regression',
      `--task regression: target 'name' is not a column of numbers: ${path}:2 has 'n0'`,
    ],
    ['--class-weights a=2', '--class-weights: the target is a number; there are no classes'],
    [
      '--target team --class-weights a=2',
      "--class-weights: there is no class 'a'; the 5 classes are 't0', 't1', 't2', 't3' and 't4'",
    ],
    ['--drop 1-4', `${path}: no column is left to predict the target from`],
    ['--skip 100', `${path}: is empty after the 100 lines that --skip skips`],
  ];
  for (const [args, message] of flags) {
    it(`answers '${args}'`, () => expect(refused([path, ...args.split(' ')])).to.equal(message));
  }

  it('refuses a norm that is given twice', () => {
    const twice = (flag: string) => refused(['train', path, '--norm', 'layer', flag]);
    expect(twice('--batch-norm')).to.equal('--norm: got --batch-norm too; give one of the two');
    expect(twice('--no-batch-norm')).to.equal('--norm: got --no-batch-norm too; give one of the two');
  });

  it('distinguishes a mistyped command from a file', () => {
    expect(refused(['trian', path])).to.match(/^'trian' is neither a file nor a command; did you mean 'train'\?$/);
  });
});

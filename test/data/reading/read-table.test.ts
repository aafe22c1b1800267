import { mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { NumberValues } from '../../../src/base/numbers/values.ts';
import { ROW_BYTES } from '../../../src/data/reading/memory-budget.ts';
import { gatherColumns } from '../../../src/data/tables/gather.ts';
import { temporaryFolder } from '../../support/bntrain.ts';
import { expectClose } from '../../support/close.ts';
import { type Circumstances, type Given, load, tableOf } from '../../support/data.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { refusal } from '../../support/sources.ts';

/** What a network is fed with from a file. */
async function fed(paths: string | readonly string[], given: Given = {}, circumstances: Circumstances = {}) {
  const { train, validation, inputs, warnings, description } = await load(paths, given, circumstances);
  const sets = [train, validation!].map(({ x, targets }) => ({ x: [...x], targets: [...targets] }));
  return { sets, inputs, warnings, format: description.format };
}

type Fed = Awaited<ReturnType<typeof fed>>;

/** But for the last bits: sums go by blocks, and every format has blocks of its own. */
function expectAlike(found: Fed, expected: Fed): void {
  expect(found.inputs.map(({ kind, name }) => ({ kind, name }))).to.deep.equal(
    expected.inputs.map(({ kind, name }) => ({ kind, name })),
  );
  found.sets.forEach(({ x, targets }, set) => {
    expectClose(x, expected.sets[set]!.x, { relative: 1e-11, absolute: 1e-13 });
    expectClose(targets, expected.sets[set]!.targets);
  });
}

describe('a table in other formats', () => {
  const folder = temporaryFolder();
  /** The rows of test/fixtures/parquet/snappy.parquet. */
  const rows = Array.from({ length: 500 }, (_, i) => ({
    half: i / 2,
    gaps: i % 7 === 0 ? null : i,
    third: 'abc'[i % 3]!,
  }));
  const header = 'half,gaps,third\n';
  const lines = rows.map(({ half, gaps, third }) => `${half},${gaps ?? ''},${third}\n`);
  const csv = header + lines.join('');

  it('is the same table as JSON lines and as Parquet', async () => {
    const expected = await fed(folder.write('t.csv', csv));
    expect(expected.sets[0]!.x).to.have.lengthOf(400 * 3);
    const jsonLines = await fed(folder.write('t.jsonl', rows.map(row => `${JSON.stringify(row)}\n`).join('')));
    const parquet = await fed(fixturePath('parquet/snappy.parquet'));
    expect([expected, jsonLines, parquet].map(({ format }) => format.format)).to.deep.equal([
      'csv',
      'json-lines',
      'parquet',
    ]);
    for (const found of [jsonLines, parquet]) {
      expectAlike(found, expected);
      expect(found.warnings).to.deep.equal(expected.warnings);
    }
  });

  it('warns of options of reading that have no effect on the format', async () => {
    const path = folder.write('options.jsonl', rows.map(row => `${JSON.stringify(row)}\n`).join(''));
    const { warnings } = await fed(path, { delimiter: ';', skip: 1, na: ['-'] });
    expect(warnings).to.include(`${path}: ⟪delimiter⟫ and ⟪skip⟫ have no effect on JSON lines`);
    const other = await fed(folder.write('options.csv', csv), { delimiter: ',' });
    expect(other.warnings.join()).not.to.include('no effect');
  });

  it('is the same with dates, booleans and numbers that are equal as float32', async () => {
    const many = Array.from({ length: 60 }, (_, i) => ({
      when: new Date(1.7e12 + i * 1e8 * ((i % 5) + 1)).toISOString(),
      paid: i % 3 === 0 ? null : i % 3 === 1,
      stamp: 1_700_000_001 + ((i * 7) % 60),
      code: ['01', '1', 'x'][i % 3],
      y: i / 4,
    }));
    const text = `when,paid,stamp,code,y\n${many.map(row => `${Object.values(row).join(',')}\n`).join('')}`;
    const expected = await fed(folder.write('m.csv', text));
    const jsonLines = await fed(folder.write('m.jsonl', many.map(row => `${JSON.stringify(row)}\n`).join('')));
    expect(expected.inputs.map(({ kind }) => kind)).to.deep.equal(['date', 'boolean', 'numeric', 'categorical']);
    expectAlike(jsonLines, expected);
  });

  it('is the same gzipped, in several files and as a directory', async () => {
    const whole = await fed(folder.write('t.csv', csv));
    const zipped = await fed(folder.write('t.csv.gz', gzipSync(csv)));
    expect(zipped.format.compression).to.equal('gzip');
    mkdirSync(join(folder.path, 'parts'), { recursive: true });
    const parts = [0, 200, 350].map((from, part) => {
      const content = header + lines.slice(from, [200, 350, 500][part]).join('');
      return folder.write(`parts/part-${[2, 9, 10][part]}.csv`, content);
    });
    for (const found of [zipped, await fed(parts), await fed(join(folder.path, 'parts'))]) {
      expectAlike(found, whole);
    }
  });

  it('has locations in the right file', async () => {
    const first = folder.write('a.csv', 'x,y\n1,2\n2,3\n');
    const second = folder.write('b.csv', 'x,y\n1,2\n1e39,3\n');
    expect(await refusal(load([first, second], { validation: 0 }))).to.contain(`${second}:3: column 'x'`);
  });

  it('is refused where files differ in columns or format, with their names', async () => {
    const first = folder.write('a.csv', 'x,y\n1,2\n');
    const named = folder.write('b.csv', 'x,z\n1,2\n');
    expect(await refusal(load([first, named]))).to.match(/b\.csv:1: column 2 is named 'z', in .*a\.csv 'y'/);
    const other = folder.write('b.jsonl', '{"x":1,"y":2}\n');
    expect(await refusal(load([first, other]))).to.match(
      /b\.jsonl: is JSON lines, and .*a\.csv is CSV; all files must have/,
    );
  });

  it('is the same with any --memory, and leaves nothing behind', async () => {
    const cacheDir = join(folder.path, 'stored');
    const expected = await fed(folder.write('t.csv', csv));
    const rows = csv.trimEnd().split('\n').length - 1;
    // Its cells are more than half of this, and go to a file; what they become is less than all of it.
    const memory = 11_000 + rows * ROW_BYTES;
    const stored = await fed(join(folder.path, 't.csv'), { memory, cacheDir });
    expect(stored).to.deep.equal(expected);
    expect(readdirSync(cacheDir)).to.deep.equal([]);
  });
});

describe('the cache of tables', () => {
  const folder = temporaryFolder();
  let count = 0;
  const content = (mark: string) =>
    `x,d,c,y\n${Array.from({ length: 300 }, (_, i) => `${(i * 7) % 31},2024-0${(i % 9) + 1}-11,${mark}${i % 3},${i / 4}\n`).join('')}`;

  /** A cache of its own, which takes tables of any size. */
  function cached(path: string, given: Given = {}, circumstances: Circumstances = { worthKeeping: 1 }) {
    const cacheDir = join(folder.path, `cache-${count}`);
    let told = 0;
    const read = async () => {
      told = 0;
      const progress = () => told++;
      const found = await fed(path, { cache: true, cacheDir, ...given }, { ...circumstances, progress });
      return { found, read: told > 0 };
    };
    return { read, entries: () => (statSync(cacheDir, { throwIfNoEntry: false }) ? readdirSync(cacheDir) : []) };
  }
  beforeEach(() => {
    count++;
  });

  it('gives the same table the second time, without reading the file', async () => {
    const { read, entries } = cached(folder.write('t.csv', content('a')));
    const first = await read();
    expect([first.read, entries().length]).to.deep.equal([true, 1]);
    const second = await read();
    expect(second).to.deep.equal({ found: first.found, read: false });
  });

  it('does not keep small tables, or any table with --no-cache', async () => {
    const path = folder.write('t.csv', content('a'));
    for (const { read, entries } of [cached(path, {}, {}), cached(path, { cache: false })]) {
      for (let time = 0; time < 2; time++) expect((await read()).read).to.equal(true);
      expect(entries()).to.deep.equal([]);
    }
  });

  it('depends on contents, not on name or time', async () => {
    const path = folder.write('t.csv', content('a'));
    const { read, entries } = cached(path);
    const { found } = await read();
    const { atime, mtime, size } = statSync(path);
    folder.write('t.csv', content('b'));
    utimesSync(path, atime, mtime);
    expect(statSync(path).size).to.equal(size);
    const changed = await read();
    expect([changed.read, entries().length]).to.deep.equal([true, 2]);
    expect(changed.found.inputs).to.not.deep.equal(found.inputs);
    const copy = folder.write('copy.csv', content('a'));
    const again = await cached(copy).read();
    expect(again).to.deep.equal({ found, read: false });
  });

  it('depends on how the file is read, and not on how it is used', async () => {
    const path = folder.write('t.csv', content('a'));
    expect((await cached(path).read()).read).to.equal(true);
    expect((await cached(path, { target: 'x', seed: 3, where: 'x > 1' }).read()).read).to.equal(false);
    expect((await cached(path, { na: '7' }).read()).read).to.equal(true);
    expect((await cached(path, { categorical: 'x' }).read()).read).to.equal(true);
  });

  it('gives the same table when a file is given twice', async () => {
    const early = Array.from({ length: 200_000 }, (_, i) => `0${i % 3},${i % 7}.5\n`).join('');
    const path = folder.write('codes.csv', `x,y\n${early}${'a,1.5\nb,2.5\n'.repeat(100_000)}`);
    const { read } = cached(path);
    const first = await read();
    expect(first.found.inputs).to.deep.include({
      kind: 'categorical',
      name: 'x',
      categories: ['00', '01', '02', 'a', 'b'],
      other: false,
      indicator: false,
    });
    const second = await read();
    expect(second.read).to.equal(false);
    expect(second.found.inputs).to.deep.equal(first.found.inputs);
    for (const [s, { x }] of first.found.sets.entries()) {
      expect(
        Buffer.from(Float64Array.from(x).buffer).equals(Buffer.from(Float64Array.from(second.found.sets[s]!.x).buffer)),
      ).to.equal(true);
    }
  });
});

describe('messages about how a table was read', () => {
  const folder = temporaryFolder();

  it('name the file that is read now, though a copy of it was kept', async () => {
    const text = 'x,y\n1,2\n3\n4,5\n';
    const [first, second] = [folder.write('first.csv', text), folder.write('second.csv', text)];
    const given = { cache: true, cacheDir: join(folder.path, 'cache'), onError: 'skip' };
    const said: string[][] = [];
    for (const path of [first, second]) said.push((await tableOf(path, given, { worthKeeping: 1 })).warnings);
    expect(said).to.deep.equal(
      [first, second].map(path => [
        `${path}: 1 row left out that could not be read: ${path}:3: 1 field, the header has 2`,
      ]),
    );
    expect(readdirSync(given.cacheDir)).to.have.lengthOf(1);
  });

  it('are given for each file separately', async () => {
    const directory = join(folder.path, 'parts');
    mkdirSync(directory);
    const [a, , c] = ['x,y\n1,2\n\n3\n6,7\n', 'x,y\n1,2\n', 'x,y\n\n\n1,2,3\n4,5\n'].map((text, part) =>
      folder.write(`parts/${'abc'[part]}.csv`, text),
    );
    const { warnings } = await tableOf(directory, { onError: 'skip' });
    const hint = '; a field with the delimiter inside must be in quotes';
    expect(warnings).to.deep.equal([
      `${a}: 1 empty line between rows skipped`,
      `${a}: 1 row left out that could not be read: ${a}:4: 1 field, the header has 2`,
      `${c}: 2 empty lines between rows skipped`,
      `${c}: 1 row left out that could not be read: ${c}:4: 3 fields, the header has 2${hint}`,
    ]);
  });

  it('name the file that a message is about', async () => {
    const directory = join(folder.path, 'lines');
    mkdirSync(directory);
    folder.write('lines/a.jsonl', '{"x":1,"y":2}\n{"x":2,"y":3}\n');
    const second = folder.write('lines/b.jsonl', '{"x":1,"y":2,"z":[1]}\n');
    const { warnings } = await tableOf(directory);
    expect(warnings).to.deep.equal([`${second}: 'z' holds arrays (the first in line 1), which are left out`]);
  });

  it('are given once, with the file, for empty lines and rows that cannot be read', async () => {
    const path = folder.write('t.csv', 'x,y\n1,2\n\n3\n4,5,6\n7,8\n\n9\n10\n11,12\n');
    const { table, warnings } = await tableOf(path, { onError: 'skip' });
    expect(table.rows).to.equal(3);
    expect(warnings).to.deep.equal([
      `${path}: 2 empty lines between rows skipped`,
      `${path}: 4 rows left out that could not be read: ${path}:4: 1 field, the header has 2; ${path}:5: 3 fields, the ` +
        `header has 2; a field with the delimiter inside must be in quotes; ${path}:8: 1 field, the header has 2; ...`,
    ]);
  });

  it('keeps fractions and whole numbers beyond 2^24 apart in all blocks', async () => {
    const small = Array.from({ length: 5000 }, (_, n) => `{"a":${n % 7}.1,"y":1}\n`).join('');
    const path = folder.write('exact.jsonl', `${small}{"a":16777217,"y":1}\n{"a":16777216.5,"y":2}\n`);
    const { table } = await tableOf(path);
    const { values } = gatherColumns(table.store, table.columns)[0] as NumberValues;
    expect(Array.from(values.slice(-2))).to.deep.equal([16_777_217, 16_777_216.5]);
    expect(Math.abs(values[1]! - 1.1)).to.be.below(1e-12);
  });
});

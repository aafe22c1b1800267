import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../../../src/base/errors.ts';
import { openParquet } from '../../../../src/data/reading/parquet/parquet.ts';
import { type Block, DATE, NUMBER, numberAt, TEXT } from '../../../../src/data/tables/blocks/block.ts';
import {
  defaultReadOptions,
  type ForcedKinds,
  type ReadOptions,
  type ReadProgress,
} from '../../../../src/data/tables/blocks/reader.ts';
import { fixturePath } from '../../../support/fixtures.ts';
import { collect, memorySource } from '../../../support/memory-source.ts';

const bytesOf = (name: string) => new Uint8Array(readFileSync(fixturePath(`parquet/${name}`)));
const fixture = (name: string) => memorySource(name, bytesOf(name));

async function read(name: string, forced: ForcedKinds = new Map(), options: ReadOptions = defaultReadOptions) {
  return collect((await openParquet([fixture(name)], options)).blocks(forced));
}

/** The message of the error that opening and reading end in. */
async function refusal(...sources: ReturnType<typeof memorySource>[]) {
  try {
    await collect((await openParquet(sources, defaultReadOptions)).blocks(new Map()));
  } catch (error) {
    expect(error).to.be.instanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

function column(blocks: readonly Block[], index: number): (string | number | null)[] {
  return blocks.flatMap(block =>
    Array.from({ length: block.rows }, (_, row) => {
      const value = numberAt(block, row, index);
      if (Number.isNaN(value)) return null;
      return block.kinds[index] === TEXT ? block.texts.get(index)!.categories[value]! : value;
    }),
  );
}

describe('A Parquet file', () => {
  const day = (text: string) => Date.parse(text) / 1000;
  const columns: [string, number, (string | number | null)[]][] = [
    ['double', NUMBER, [Math.fround(0.1), null, -2.5, Number.POSITIVE_INFINITY, null]],
    ['float', NUMBER, [0.5, 1.5, 2.5, 3.5, 4.5]],
    ['int32', NUMBER, [1, 2, null, 4, 5]],
    ['int64', NUMBER, [1, 2 ** 53 + 2, -(2 ** 60), null, 16777217]],
    ['uint32', NUMBER, [1, 2, 3, 4294967295, 5]],
    ['half', NUMBER, [0.5, 1, 1.5, 2, null]],
    ['boolean', TEXT, ['true', 'false', null, 'true', 'true']],
    ['string', TEXT, ['red', 'NA', null, ' green ', 'red']],
    ['digits', NUMBER, [1, 2.5, null, null, null]],
    ['enum', TEXT, ['a', 'b', 'a', 'b', 'c']],
    ['uuid', TEXT, ['00', '01', '02', '03', '04'].map(d => [4, 2, 2, 2, 6].map(n => d.repeat(n)).join('-'))],
    ['date', DATE, [86_400, day('2024-02-29'), null, -86_400, day('2000-01-01')]],
    ['millis', DATE, [day('2024-03-01T14:30:00.250Z'), null, day('2024-03-02'), day('2024-03-03'), day('2024-03-04')]],
    ['micros', DATE, [1.000125, 2.000125, 3.000125, 4.000125, 5.000125]],
    ['nanos', DATE, [0.5, 1, 1.5, 2, 2.5]],
    ['time', NUMBER, [0, 1.5, null, 3, 86_399]],
    ['decimal', NUMBER, [1.25, Math.fround(-0.03), null, 100, 2]],
    ['wide', NUMBER, [Math.fround(1.001), 2, 3, -4.5, null]],
  ];

  it('has the names and kinds of its columns', async () => {
    const reader = await openParquet([fixture('every-type.parquet')], defaultReadOptions);
    expect(reader.names).to.deep.equal(columns.map(([name]) => name));
    const [first] = await collect(reader.blocks(new Map()));
    expect([...first!.kinds]).to.deep.equal(columns.map(([, kind]) => kind));
    expect(reader.format).to.deep.include({ format: 'parquet', compression: null, encoding: null, delimiter: null });
  });

  columns.forEach(([name, , values], index) => {
    it(`gives a column of ${name}`, async () => {
      const got = column(await read('every-type.parquet'), index);
      expect(got.length).to.equal(values.length);
      got.forEach((value, row) => {
        const expected = values[row]!;
        if (typeof value !== 'number' || typeof expected !== 'number' || !Number.isFinite(value))
          expect(value).to.equal(expected);
        else expect(value).to.be.closeTo(expected, Math.abs(expected) * 1e-13);
      });
    });
  });

  it('skips lists, structures and raw bytes, with a warning', async () => {
    const reader = await openParquet([fixture('every-type.parquet')], defaultReadOptions);
    expect(reader.warnings).to.deep.equal([
      { file: 0, message: "'list' and 'structure' hold lists or structures, which are left out" },
      { file: 0, message: "'raw' holds raw bytes, which are left out" },
    ]);
  });

  it('is read row group by row group, and counts rows from 1', async () => {
    const blocks = await read('every-type.parquet');
    expect(blocks.map(block => [block.rows, block.location])).to.deep.equal([
      [3, { file: 0, unit: 'row', first: 1, offsets: null }],
      [2, { file: 0, unit: 'row', first: 4, offsets: null }],
    ]);
  });

  it('distinguishes dates with a time of day from those without', async () => {
    const [first, second] = await read('every-type.parquet');
    const millis = columns.findIndex(([name]) => name === 'millis');
    expect(first!.dates.get(millis)).to.deep.equal({ order: 'ymd', time: true });
    expect(second!.dates.get(millis)).to.deep.equal({ order: 'ymd', time: false });
  });

  for (const codec of ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli']) {
    it(`is read when it is ${codec}`, async () => {
      const blocks = await read(`${codec}.parquet`);
      const rows = Array.from({ length: 500 }, (_, i) => i);
      expect(blocks.map(block => block.rows)).to.deep.equal([200, 200, 100]);
      expect(column(blocks, 0)).to.deep.equal(rows.map(i => i / 2));
      expect(column(blocks, 1)).to.deep.equal(rows.map(i => (i % 7 === 0 ? null : i)));
      expect(column(blocks, 2)).to.deep.equal(rows.map(i => ['a', 'b', 'c'][i % 3]));
      expect(blocks[0]!.missing[1]).to.equal(29);
    });
  }

  it('is the same rows when a row group is read in parts', async () => {
    const reader = await openParquet([fixture('snappy.parquet')], defaultReadOptions, {
      cellsOfBlock: 21,
      bytesOfSpan: 1000,
    });
    const blocks = await collect(reader.blocks(new Map()));
    expect(blocks.slice(0, 2).map(block => [block.rows, block.location.first])).to.deep.equal([
      [7, 1],
      [7, 8],
    ]);
    const whole = await read('snappy.parquet');
    for (const index of [0, 1, 2]) expect(column(blocks, index)).to.deep.equal(column(whole, index));
  });

  it('is read as the requested kinds', async () => {
    const blocks = await read(
      'every-type.parquet',
      new Map([
        [2, 'text'],
        [11, 'text'],
      ]),
    );
    expect(column(blocks, 2)).to.deep.equal(['1', '2', null, '4', '5']);
    expect(column(blocks, 11)).to.deep.equal(['1970-01-02', '2024-02-29', null, '1969-12-31', '2000-01-01']);
    const skipping = await read('every-type.parquet', new Map([[7, 'number']]), {
      ...defaultReadOptions,
      onError: 'skip',
    });
    expect(skipping.map(block => block.faults)).to.deep.equal([
      { rows: 1, first: [{ line: 1, message: "column 'string' holds 'red', but is numeric" }], lines: [1] },
      {
        rows: 2,
        first: [
          { line: 4, message: "column 'string' holds ' green ', but is numeric" },
          { line: 5, message: "column 'string' holds 'red', but is numeric" },
        ],
        lines: [4, 5],
      },
    ]);
  });

  it('reports its progress in bytes and rows', async () => {
    const reader = await openParquet([fixture('snappy.parquet'), fixture('gzip.parquet')], defaultReadOptions);
    const told: ReadProgress[] = [];
    const blocks = await collect(reader.blocks(new Map(), progress => told.push(progress)));
    const totalBytes = bytesOf('snappy.parquet').length + bytesOf('gzip.parquet').length;
    expect(told.map(({ rows }) => rows)).to.deep.equal([200, 400, 500, 700, 900, 1000]);
    expect(told[2]!.bytes).to.equal(bytesOf('snappy.parquet').length);
    expect(told.at(-1)).to.deep.equal({ bytes: totalBytes, totalBytes, rows: 1000 });
    expect(blocks.map(block => block.location.file)).to.deep.equal([0, 0, 0, 1, 1, 1]);
  });

  it('is closed after reading', async () => {
    const source = fixture('snappy.parquet');
    await (await openParquet([source], defaultReadOptions)).close();
    expect(source.closed).to.equal(true);
  });
});

describe('A Parquet file that cannot be read', () => {
  const whole = bytesOf('snappy.parquet');

  for (const length of [4, 11, 12, 1000, whole.length - 1]) {
    it(`is reported as cut short when ${length} bytes of it are there`, async () => {
      const message = await refusal(memorySource('x.parquet', whole.slice(0, length)));
      expect(message).to.equal('x.parquet: is cut short (its footer is missing); copy it again');
    });
  }

  it('is reported as no Parquet file when it does not begin as one', async () => {
    for (const text of ['', 'PA', 'a,b\n1,2\n3,4\n']) {
      expect(await refusal(memorySource('x.parquet', text))).to.equal(
        'x.parquet: is not a Parquet file: it does not begin with PAR1',
      );
    }
  });

  it('is reported as encrypted when it is', async () => {
    expect(await refusal(memorySource('x.parquet', 'PARE............PARE'))).to.include(
      'x.parquet: is encrypted Parquet',
    );
  });

  it('is refused inside gzip, with the command that unpacks it', async () => {
    const source = {
      ...fixture('snappy.parquet'),
      path: 'x.parquet.gz',
      compression: 'gzip' as const,
      randomAccess: async () => null,
    };
    expect(await refusal(source)).to.equal(
      'x.parquet.gz: is Parquet inside gzip; unpack it first: gunzip x.parquet.gz',
    );
  });

  it('is refused when it has no column that can be read', async () => {
    expect(await refusal(fixture('only-lists.parquet'))).to.equal(
      "only-lists.parquet: has no columns of numbers, dates or texts; 'list' holds lists or structures, which are left out",
    );
  });

  it('is refused with the message of the library when its footer makes no sense', async () => {
    const broken = whole.slice();
    broken.fill(0xff, broken.length - 8, broken.length - 4);
    expect(await refusal(memorySource('x.parquet', broken))).to.match(
      /^x\.parquet: cannot be read as Parquet: parquet metadata/,
    );
  });

  it('is refused when its pages make no sense', async () => {
    const broken = whole.slice();
    broken.fill(0xff, 4, 40);
    expect(await refusal(memorySource('x.parquet', broken))).to.match(/^x\.parquet: /);
  });

  it('is refused, and does not hang, when a page header lacks a length', async () => {
    const broken = whole.slice();
    broken[3705] = 181;
    broken[1388] = 111;
    expect(await refusal(memorySource('x.parquet', broken))).to.match(
      /^x\.parquet: .*a page header, byte 68 of its column/,
    );
  });

  it('is either read or refused when some of its bytes are changed', async () => {
    const change = fc.tuple(fc.nat(whole.length - 5), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async changes => {
        const broken = whole.slice();
        for (const [at, byte] of changes) broken[at] = byte;
        try {
          const reader = await openParquet([memorySource('x.parquet', broken)], defaultReadOptions);
          for await (const block of reader.blocks(new Map()))
            expect(block.cells.length).to.equal(block.rows * block.columns);
        } catch (error) {
          expect(error).to.be.instanceOf(UserError);
          expect((error as Error).message).to.match(/^x\.parquet: [^\n]*$/);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('is refused beside files with other columns, with the difference', async () => {
    const first = fixture('uncompressed.parquet');
    const same = 'files that are read together have the same columns in the same order';
    expect(await refusal(fixture('one-column.parquet'), fixture('other-names.parquet'))).to.equal(
      `other-names.parquet: column 2 is 'other', in one-column.parquet it is missing; ${same}`,
    );
    expect(await refusal(first, fixture('other-names.parquet'))).to.equal(
      `other-names.parquet: column 2 is 'other', in uncompressed.parquet it is 'gaps'; ${same}`,
    );
    expect(await refusal(first, fixture('one-column.parquet'))).to.equal(
      `one-column.parquet: column 2 is missing, in uncompressed.parquet it is 'gaps'; ${same}`,
    );
  });
});

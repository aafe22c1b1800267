import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Dataset } from '../../../src/data/batches/dataset.ts';
import { type BoundInputs, bindInputs } from '../../../src/data/encoding/bind.ts';
import { encodeBlocks, startEncoders } from '../../../src/data/encoding/encode-threads.ts';
import type { Input } from '../../../src/data/encoding/inputs.ts';
import { noUnseenValues, type UnseenValues } from '../../../src/data/encoding/unseen-values.ts';
import { type LoadedData, loadData } from '../../../src/data/load.ts';
import { openReader } from '../../../src/data/reading/open.ts';
import type { Block } from '../../../src/data/tables/blocks/block.ts';
import { defaultReadOptions } from '../../../src/data/tables/blocks/reader.ts';
import { MemoryStore } from '../../../src/data/tables/store/memory-store.ts';
import { makeTable, type Table } from '../../../src/data/tables/table.ts';
import { Arena } from '../../../src/kernels/wasm/arena.ts';
import { makeConfig } from '../../../src/settings/config.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bntrain-'));
});
after(() => rmSync(folder, { recursive: true }));

/** Rows of a number, a word, a wide number and a date, some of them missing, in about twelve blocks. */
async function mixedTable(tooLargeAt: number[] = []): Promise<Table> {
  const path = join(folder, 'mixed.csv');
  const rows = Array.from({ length: 400_000 }, (_, n) => {
    const number = tooLargeAt.includes(n) ? 1e30 : n % 997 === 0 ? '' : (n % 1000) / 7;
    const word = n % 100_003 === 0 ? 'rare' : `w${n % 3}`;
    return `${number},${word},${2 ** 30 + n},2024-0${1 + (n % 9)}-11`;
  });
  writeFileSync(path, `a,b,c,d\n${rows.join('\n')}\n`);
  const reader = await openReader([path], defaultReadOptions, { threads: 1 });
  const blocks: Block[] = [];
  for await (const block of reader.blocks(new Map())) blocks.push(block);
  await reader.close();
  return makeTable(reader, new MemoryStore(blocks), { requested: new Map(), dateOrder: null });
}

const inputs: Input[] = [
  { kind: 'numeric', name: 'a', mean: 70, deviation: 1e-10, filler: 71, indicator: false },
  { kind: 'categorical', name: 'b', categories: ['w0', 'w1', 'w2'], other: false, indicator: true },
  { kind: 'numeric', name: 'c', mean: 2 ** 30, deviation: 3, filler: 0, indicator: false },
  { kind: 'date', name: 'd', dayFirst: false, parts: [{ part: 'month', mean: 5, deviation: 2 }], indicator: false },
];

/** Two parts of a table, encoded by a number of threads. */
async function encoded(table: Table, threads: number): Promise<{ xs: Float32Array[]; unseen: UnseenValues }> {
  const refuse = () => expect.fail('all columns are there');
  const encoding: BoundInputs = bindInputs(inputs, table.columns, table.store.blocks, refuse);
  const arena = Arena.create();
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const parts = [all.filter(row => row % 5 !== 1), all.filter(row => row % 5 === 1)].map(rows => ({
    encoding,
    rows,
    x: arena.floats(rows.length * encoding.features, 'float32'),
  }));
  const unseen = noUnseenValues();
  const workers = startEncoders(table, threads, 1);
  try {
    await encodeBlocks(table, parts, unseen, workers);
  } finally {
    await workers?.end();
  }
  return { xs: parts.map(({ x }) => x as Float32Array), unseen };
}

describe('blocks encoded by several threads', () => {
  it('become the same rows, with the same unseen values, as in one thread', async () => {
    const expected = await encoded(await mixedTable(), 1);
    expect(expected.unseen.missing.get('a')).to.equal(402);
    expect(expected.unseen.texts.get('b')).to.equal(4);
    for (const threads of [2, 3]) {
      const { xs, unseen } = await encoded(await mixedTable(), threads);
      expect(unseen).to.deep.equal(expected.unseen);
      expect(xs.map((x, p) => Buffer.compare(bytes(x), bytes(expected.xs[p]!)))).to.deep.equal([0, 0]);
    }
  });

  for (const threads of [1, 2, 3]) {
    it(`are refused with the location of the first number that is too large, by ${threads}`, async () => {
      // One in the first block, which goes to a worker, and others behind.
      const table = await mixedTable([1234, 250_000, 399_999]);
      const error = await encoded(table, threads).then(
        () => expect.fail('it did not fail'),
        (caught: Error) => caught,
      );
      expect(error.message).to.match(/mixed\.csv:1236: column 'a' holds 1.*e\+30, which is too large/);
    });
  }
});

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

describe('a table of 18 MB', () => {
  it('is loaded to the same bytes by one, two and three threads', async () => {
    const path = join(folder, 'digits.csv');
    const lines = Array.from({ length: 5000 }, (_, row) => {
      return Array.from({ length: 20 }, (_, column) => (row * (column + 3) + (row >> 4)) % 10).join(',');
    });
    lines[77] = `NA${lines[77]!.slice(1)}`;
    const header = Array.from({ length: 20 }, (_, column) => `c${column}`).join(',');
    writeFileSync(path, `${header}\n${`${lines.join('\n')}\n`.repeat(90)}`);
    const load = (threads: number): Promise<LoadedData> => {
      const config = makeConfig({ cache: false });
      return loadData([path], config, 'float32', Arena.create(), { threads, warn: () => {} });
    };
    const expected = await load(1);
    expect(expected.train.rows).to.equal(360_000);
    for (const threads of [2, 3]) {
      const data = await load(threads);
      expect(data.inputs).to.deep.equal(expected.inputs);
      for (const side of ['train', 'validation'] as const) {
        const [x, other] = [data, expected].map(loaded => (loaded[side] as Dataset).x as Float32Array);
        expect(Buffer.compare(bytes(x!), bytes(other!)), side).to.equal(0);
        expect(data[side]!.targets).to.deep.equal(expected[side]!.targets);
      }
    }
  });
});

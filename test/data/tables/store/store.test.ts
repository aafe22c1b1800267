import { deepStrictEqual } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Block, numberAt } from '../../../../src/data/tables/blocks/block.ts';
import { Cache } from '../../../../src/data/tables/store/cache.ts';
import { RowReader, rowLocations } from '../../../../src/data/tables/store/rows.ts';
import type { BlockStore } from '../../../../src/data/tables/store/store.ts';
import { StoreWriter } from '../../../../src/data/tables/store/writer.ts';
import { anyBlock, copyOf, facts, numbers } from '../../../support/blocks.ts';
import { temporaryFolder } from '../../../support/bntrain.ts';

const IN_MEMORY = Number.POSITIVE_INFINITY;

describe('a store of blocks', () => {
  const folder = temporaryFolder();
  const cache = new Cache(join(folder.path, 'cache'));

  async function storeOf(blocks: readonly Block[], budget: number, key: string | null = null): Promise<BlockStore> {
    const warn = (message: string) => {
      throw new Error(message);
    };
    const writer = new StoreWriter({ budget, cache, key, warn });
    for (const block of blocks) await writer.add(copyOf(block));
    return writer.finish(facts);
  }

  function expectSame(store: BlockStore, blocks: readonly Block[]): void {
    expect(store.blocks).to.have.lengthOf(blocks.length);
    expect(store.rows).to.equal(blocks.reduce((sum, { rows }) => sum + rows, 0));
    for (const [index, block] of blocks.entries()) {
      deepStrictEqual(store.load(index), block);
      const { cells, low, ...head } = block;
      deepStrictEqual(store.blocks[index], { ...head, lowColumns: [...low.keys()] });
    }
  }

  it('gives back the same blocks from memory, from a file and from the cache', async () => {
    const key = 'a'.repeat(64);
    await fc.assert(
      fc.asyncProperty(fc.array(anyBlock, { maxLength: 4 }), fc.nat(300), async (blocks, budget) => {
        for (const most of [IN_MEMORY, budget, -1]) {
          const store = await storeOf(blocks, most, key);
          expectSame(store, blocks);
          store.close();
          const kept = cache.open(key)!;
          expect(kept.facts).to.deep.equal(facts);
          expectSame(kept.store, blocks);
          kept.store.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('moves to a file once cells and low parts exceed the budget, and not before', async () => {
    const low = new Map([[1, new Float32Array(10)]]);
    const blocks = [numbers(10, 2), { ...numbers(10, 2), low }];
    const exact = 4 * (10 * 2 + 10 * 2 + 10);
    const inFile: boolean[] = [];
    for (const budget of [exact, exact - 1]) {
      const store = await storeOf(blocks, budget);
      expectSame(store, blocks);
      inFile.push(store.file !== null);
      store.close();
    }
    expect(inFile).to.deep.equal([false, true]);
  });

  it('leaves no temporary file behind, not even a name while it is open', async () => {
    const own = new Cache(join(folder.path, 'own'));
    const writer = new StoreWriter({ budget: 0, cache: own, key: null, warn: () => {} });
    await writer.add(numbers(5, 2));
    if (process.platform !== 'win32') expect(readdirSync(own.folder)).to.deep.equal([]);
    (await writer.finish(facts)).close();
    expect(readdirSync(own.folder)).to.deep.equal([]);
  });

  it('removes its file when reading is cancelled', async () => {
    const own = new Cache(join(folder.path, 'given-up'));
    const writer = new StoreWriter({ budget: 1e6, cache: own, key: 'b'.repeat(64), warn: () => {} });
    await writer.add(numbers(5, 2));
    expect(readdirSync(own.folder)).to.have.lengthOf(1);
    writer.abort();
    expect(readdirSync(own.folder)).to.deep.equal([]);
  });

  it('empties a block in memory at once when it is released, and does not load it again', async () => {
    const block = { ...numbers(100, 3), low: new Map([[0, new Float32Array(100)]]) };
    const writer = new StoreWriter({ budget: IN_MEMORY, cache, key: null, warn: () => {} });
    await writer.add(block);
    const store = await writer.finish(facts);
    store.release(0);
    store.release(0);
    expect([block.cells.length, block.low.get(0)!.length]).to.deep.equal([0, 0]);
    expect(() => store.load(0)).to.throw('block 0 was released');
    expect(store.blocks[0]!.min).to.have.lengthOf(3);
  });

  it('empties blocks in memory when they have moved to the file', async () => {
    const blocks = [numbers(100, 3), numbers(100, 3)];
    const writer = new StoreWriter({ budget: 1200, cache, key: null, warn: () => {} });
    await writer.add(blocks[0]!);
    expect(blocks[0]!.cells).to.have.lengthOf(300);
    await writer.add(blocks[1]!);
    expect(blocks.map(({ cells }) => cells.length)).to.deep.equal([0, 0]);
    (await writer.finish(facts)).close();
  });

  it('does not empty buffers that hold more than the released block, or that are shared', async () => {
    const both = new Float32Array(60).fill(1);
    const shared = new Float32Array(new SharedArrayBuffer(120)).fill(2);
    const blocks = [
      { ...numbers(10, 3), cells: both.subarray(0, 30) },
      { ...numbers(10, 3), cells: both.subarray(30) },
      { ...numbers(10, 3), cells: shared },
    ];
    const writer = new StoreWriter({ budget: IN_MEMORY, cache, key: null, warn: () => {} });
    for (const block of blocks) await writer.add(block);
    const store = await writer.finish(facts);
    store.release(0);
    store.release(2);
    expect(store.load(1).cells[29]).to.equal(1);
    expect(shared[29]).to.equal(2);
  });

  it('loads blocks of a file any number of times, each until the next is loaded', async () => {
    const blocks = [numbers(5, 2), numbers(5, 2, 100)];
    const store = await storeOf(blocks, 0);
    const first = store.load(0);
    expect(first.cells[0]).to.equal(0);
    store.load(1);
    expect(first.cells[0]).to.equal(100);
    store.release(0);
    expect(store.load(0)).to.deep.equal(blocks[0]);
    store.close();
  });

  it('of no blocks has no rows', async () => {
    for (const budget of [0, -1]) {
      const store = await storeOf([], budget);
      expect([store.rows, store.blocks]).to.deep.equal([0, []]);
      store.close();
    }
  });

  it('in a file reads any rows of a block as in the whole block', async () => {
    await fc.assert(
      fc.asyncProperty(anyBlock, anyBlock, fc.nat(20), fc.nat(20), async (before, block, a, b) => {
        const store = await storeOf([before, block], -1);
        const [from, to] = [Math.min(a, b, block.rows), Math.min(Math.max(a, b), block.rows)];
        // The first of the low parts is not used.
        const heads = store.blocks.map(({ lowColumns }) => ({ lowColumns: lowColumns.slice(1) }));
        const reader = new RowReader(structuredClone(rowLocations(store.file!, heads)));
        const { cells, low } = reader.read(1, from, to);
        expect(cells).to.deep.equal(block.cells.slice(from * block.columns, to * block.columns));
        const expected = [...block.low].map(([column, part]) => [column, part.slice(from, to)]);
        expect([...low]).to.deep.equal(expected.slice(1));
        store.close();
      }),
      { numRuns: 60 },
    );
  });

  it('refuses rows that a block does not have', async () => {
    const store = await storeOf([numbers(5, 2)], 0);
    const reader = new RowReader(rowLocations(store.file!, store.blocks));
    for (const [from, to] of [
      [0, 6],
      [-1, 2],
      [3, 2],
    ] as const) {
      expect(() => reader.read(0, from, to)).to.throw(RangeError);
    }
    store.close();
  });

  it('keeps numbers that float32 cannot hold, by their low parts', async () => {
    const value = 2 ** 24 + 1;
    const block = {
      ...numbers(1, 1),
      cells: Float32Array.of(value),
      low: new Map([[0, Float32Array.of(value - Math.fround(value))]]),
    };
    const store = await storeOf([block], 0);
    expect(numberAt(store.load(0), 0, 0)).to.equal(value);
    store.close();
  });
});

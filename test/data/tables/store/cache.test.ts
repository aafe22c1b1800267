import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { UserError } from '../../../../src/base/errors.ts';
import { defaultCacheFolder } from '../../../../src/base/files/cache-folder.ts';
import { type Write, writeAll } from '../../../../src/base/files/disk.ts';
import { Cache, cacheKey } from '../../../../src/data/tables/store/cache.ts';
import type { BlockStore } from '../../../../src/data/tables/store/store.ts';
import { StoreWriter } from '../../../../src/data/tables/store/writer.ts';
import { facts, numbers } from '../../../support/blocks.ts';
import { temporaryFolder } from '../../../support/bntrain.ts';

const HOUR = 60 * 60;
const child = fileURLToPath(new URL('../../../support/store-process.js', import.meta.url));

/** A key made of one digit. */
function keyOf(digit: string): string {
  return digit.repeat(64);
}

/** A disk with room for `room` bytes of a file. */
function diskOf(room: number, code = 'ENOSPC'): Write {
  return async (fd, bytes, position) => {
    if (position + bytes.length > room) throw Object.assign(new Error(`${code}: write`), { code, syscall: 'write' });
    await writeAll(fd, bytes, position);
  };
}

describe('the cache', () => {
  const folder = temporaryFolder();
  let count = 0;

  function freshCache(most?: number): Cache {
    return new Cache(join(folder.path, `cache-${count++}`), most);
  }

  async function keep(
    cache: Cache,
    key: string | null,
    { budget = 1e9, write = writeAll, blocks = 2 } = {},
  ): Promise<{ store: BlockStore; warnings: string[] }> {
    const warnings: string[] = [];
    const writer = new StoreWriter({ budget, cache, key, warn: message => warnings.push(message), write });
    for (let block = 0; block < blocks; block++) await writer.add(numbers(100, 5, block));
    return { store: await writer.finish(facts), warnings };
  }

  it('finds a table by its key, in memory or not, and no other', async () => {
    const cache = freshCache();
    for (const [digit, budget] of [
      ['1', 1e9],
      ['2', 0],
    ] as const) {
      const { store, warnings } = await keep(cache, keyOf(digit), { budget });
      expect([store.file !== null, warnings]).to.deep.equal([budget === 0, []]);
      store.close();
      const kept = cache.open(keyOf(digit))!;
      expect([kept.facts, kept.store.rows, kept.store.load(1).cells[0]]).to.deep.equal([facts, 200, 1]);
      kept.store.close();
    }
    expect(cache.open(keyOf('3'))).to.equal(null);
    expect(readdirSync(cache.folder)).to.have.lengthOf(2);
  });

  it('keeps a table without rows', async () => {
    const cache = freshCache();
    (await keep(cache, keyOf('1'), { blocks: 0 })).store.close();
    expect(cache.open(keyOf('1'))!.store.rows).to.equal(0);
  });

  it('does not find a table under the name of another', async () => {
    const cache = freshCache();
    (await keep(cache, keyOf('1'))).store.close();
    renameSync(cache.pathOf(keyOf('1')), cache.pathOf(keyOf('2')));
    expect(cache.open(keyOf('2'))).to.equal(null);
    expect(readdirSync(cache.folder)).to.deep.equal([]);
  });

  if (process.platform !== 'win32') {
    it('does not believe a file that others can write, and keeps none where others can', async () => {
      const cache = freshCache();
      (await keep(cache, keyOf('1'))).store.close();
      chmodSync(cache.pathOf(keyOf('1')), 0o666);
      expect(cache.open(keyOf('1'))).to.equal(null);
      chmodSync(cache.folder, 0o777);
      const { store, warnings } = await keep(cache, keyOf('2'));
      store.close();
      expect(warnings).to.deep.equal([
        `the table is not kept for the next time: ${cache.folder} can be written to by other users`,
      ]);
      expect(cache.open(keyOf('2'))).to.equal(null);
    });

    it('can be read by its user only', async () => {
      const cache = freshCache();
      (await keep(cache, keyOf('1'))).store.close();
      expect(statSync(cache.folder).mode & 0o777).to.equal(0o700);
      expect(statSync(cache.pathOf(keyOf('1'))).mode & 0o777).to.equal(0o600);
    });
  }

  it('allows two processes to keep the same table at once', async () => {
    const cache = freshCache();
    const processes = [0, 1].map(() => spawn(process.execPath, [child, cache.folder, keyOf('1'), '50']));
    const said = processes.map(({ stdout, stderr }) => Promise.all([text(stdout), text(stderr)]));
    const codes = await Promise.all(processes.map(one => once(one, 'close')));
    expect(codes.map(([code]) => code)).to.deep.equal([0, 0]);
    expect(await Promise.all(said)).to.deep.equal([
      ['', ''],
      ['', ''],
    ]);
    expect(readdirSync(cache.folder)).to.deep.equal([`${keyOf('1')}.blocks`]);
    const { store } = cache.open(keyOf('1'))!;
    for (const index of store.blocks.keys()) expect(store.load(index).cells[0]).to.equal(index);
    store.close();
  });

  it('holds nothing of a process that ended in the middle', async () => {
    const cache = freshCache();
    const [code] = await once(spawn(process.execPath, [child, cache.folder, keyOf('1'), '2', 'exit']), 'close');
    expect([code, readdirSync(cache.folder)]).to.deep.equal([0, []]);
  });

  it('continues to read an entry that is replaced or removed meanwhile', async () => {
    const cache = freshCache();
    (await keep(cache, keyOf('1'))).store.close();
    const { store } = cache.open(keyOf('1'))!;
    (await keep(cache, keyOf('1'), { blocks: 1 })).store.close();
    cache.remove(cache.list());
    expect(store.load(1).cells[0]).to.equal(1);
    store.close();
  });

  it('removes an entry that is damaged, at once or when the block is loaded', async () => {
    const cache = freshCache();
    const path = cache.pathOf(keyOf('1'));
    (await keep(cache, keyOf('1'))).store.close();
    const integral = readFileSync(path);
    writeFileSync(path, integral.subarray(0, -1));
    expect(cache.open(keyOf('1'))).to.equal(null);
    expect(readdirSync(cache.folder)).to.deep.equal([]);

    integral[64]! ^= 1;
    writeFileSync(path, integral);
    const { store } = cache.open(keyOf('1'))!;
    expect(() => store.load(0)).to.throw(UserError, /damaged \(block 0\); run again/);
    store.close();
    expect(readdirSync(cache.folder)).to.deep.equal([]);
  });

  it('warns and continues in memory when its disk is full, at any point', async () => {
    const cache = freshCache();
    (await keep(cache, keyOf('1'))).store.close();
    const { size } = statSync(cache.pathOf(keyOf('1')));
    for (const room of [0, 100, 2200, size - 1]) {
      const { store, warnings } = await keep(cache, keyOf('2'), { write: diskOf(room) });
      expect(warnings).to.deep.equal([`the table is not kept for the next time: ${cache.folder} is full`]);
      expect([store.file, store.load(1).cells[0]]).to.deep.equal([null, 1]);
      store.close();
      expect(readdirSync(cache.folder)).to.deep.equal([`${keyOf('1')}.blocks`]);
    }
  });

  it('warns and continues with the file when only its end finds no room', async () => {
    const cache = freshCache();
    const { store, warnings } = await keep(cache, keyOf('1'), { write: diskOf(4400), budget: 0 });
    expect(warnings).to.deep.equal([`the table is not kept for the next time: ${cache.folder} is full`]);
    expect([store.file !== null, store.load(1).cells[0]]).to.deep.equal([true, 1]);
    store.close();
    expect(readdirSync(cache.folder)).to.deep.equal([]);
  });

  it('refuses a table that neither memory nor its disk can hold, and says how much room is needed', async () => {
    for (const key of [keyOf('1'), null]) {
      const cache = freshCache();
      let caught: unknown;
      await keep(cache, key, { write: diskOf(3000), budget: 2000 }).catch(error => {
        caught = error;
      });
      expect(caught).to.be.instanceOf(UserError);
      expect((caught as Error).message).to.match(
        /^⟪cacheDir⟫: \S+ is full; the table is larger than the 2\.0 KiB of memory it may take, and needs a directory with room for [\d.]+ (bytes|KiB) or more: name one with ⟪cacheDir⟫$/,
      );
    }
  });

  it('warns where its folder cannot be created or written to, and needs it only when memory is short', async () => {
    const file = folder.write('file', '');
    const cache = new Cache(join(file, 'cache'));
    const { store, warnings } = await keep(cache, keyOf('1'));
    expect(warnings).to.deep.equal([`the table is not kept for the next time: ${cache.folder} is not a directory`]);
    expect(store.load(0).cells[0]).to.equal(0);
    const { warnings: others } = await keep(freshCache(), keyOf('1'), { write: diskOf(0, 'EROFS') });
    expect(others[0]).to.match(/is read-only$/);
    let caught: unknown;
    await keep(cache, null, { budget: 0 }).catch(error => {
      caught = error;
    });
    expect(caught).to.be.instanceOf(UserError);
    expect((caught as Error).message).to.contain(`${cache.folder} is not a directory; the table is larger`);
  });

  it('passes bugs on', async () => {
    const write = () => Promise.reject(new TypeError('a bug'));
    let caught: unknown;
    await keep(freshCache(), keyOf('1'), { write }).catch(error => {
      caught = error;
    });
    expect(caught).to.be.instanceOf(TypeError);
  });

  it('removes the least recently used entries when it is too large, but never the newest', async () => {
    const first = freshCache();
    (await keep(first, keyOf('1'))).store.close();
    const { size } = statSync(first.pathOf(keyOf('1')));
    const cache = new Cache(first.folder, 3 * size);
    const now = Math.floor(Date.now() / 1000);
    for (const [digit, hours] of [
      ['1', 3],
      ['2', 2],
      ['3', 1],
    ] as const) {
      if (digit !== '1') (await keep(cache, keyOf(digit))).store.close();
      utimesSync(cache.pathOf(keyOf(digit)), now - hours * HOUR, now - hours * HOUR);
    }
    cache.open(keyOf('1'))!.store.close();
    (await keep(cache, keyOf('4'))).store.close();
    expect(readdirSync(cache.folder).map(name => name[0])).to.have.members(['1', '3', '4']);
    const small = new Cache(first.folder, 10);
    (await keep(small, keyOf('5'))).store.close();
    expect(readdirSync(cache.folder).map(name => name[0])).to.deep.equal(['5']);
  });

  it('removes files that crashed processes left a day ago, and no other files', async () => {
    const cache = freshCache();
    mkdirSync(cache.folder);
    const old = Date.now() / 1000 - 25 * HOUR;
    const names = ['bntrain-1-0123456789abcdef.tmp', 'notes.txt', 'other.blocks', 'bntrain-2-0123456789abcdef.tmp'];
    for (const name of names) {
      writeFileSync(join(cache.folder, name), '');
      if (name !== names[3]) utimesSync(join(cache.folder, name), old, old);
    }
    (await keep(cache, keyOf('1'))).store.close();
    expect(cache.remove(cache.list()).removed).to.have.lengthOf(1);
    expect(readdirSync(cache.folder)).to.have.members(names.slice(1));
  });

  it('lists its entries with their contents, the last used first', async () => {
    const cache = freshCache();
    for (const digit of ['1', '2', '3']) (await keep(cache, keyOf(digit))).store.close();
    for (const [digit, time] of [
      ['1', 2000],
      ['2', 3000],
      ['3', 1000],
    ] as const) {
      utimesSync(cache.pathOf(keyOf(digit)), time, time);
    }
    writeFileSync(cache.pathOf(keyOf('3')), 'damaged');
    utimesSync(cache.pathOf(keyOf('3')), 1000, 1000);
    const entries = cache.list();
    expect(entries.map(({ lastUsed }) => lastUsed)).to.deep.equal([3e6, 2e6, 1e6]);
    const table = { paths: ['a.csv', 'b.csv'], rows: 200, columns: 2 };
    expect(entries.map(entry => cache.look(entry))).to.deep.equal([table, table, null]);
    expect(freshCache().list()).to.deep.equal([]);
  });
});

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const piece of stream) all += String(piece);
  return all;
}

describe('a cache key', () => {
  it('depends on the contents and on all settings of reading, in any order', () => {
    const key = (digest: string, options: object, forced: [number, 'number' | 'text'][] = []) =>
      cacheKey(digest, options, new Map(forced));
    const one = key('d', { skip: 0, na: ['-'] }, [
      [1, 'text'],
      [2, 'number'],
    ]);
    expect(one).to.match(/^[0-9a-f]{64}$/);
    expect(
      key('d', { na: ['-'], skip: 0 }, [
        [2, 'number'],
        [1, 'text'],
      ]),
    ).to.equal(one);
    const others = [
      key('e', { skip: 0, na: ['-'] }, [
        [1, 'text'],
        [2, 'number'],
      ]),
      key('d', { skip: 1, na: ['-'] }, [
        [1, 'text'],
        [2, 'number'],
      ]),
      key('d', { skip: 0, na: null }, [
        [1, 'text'],
        [2, 'number'],
      ]),
      key('d', { skip: 0, na: ['-'] }, [
        [1, 'number'],
        [2, 'number'],
      ]),
      key('d', { skip: 0, na: ['-'] }),
    ];
    expect(new Set([one, ...others]).size).to.equal(6);
  });
});

describe('the usual folder of the cache', () => {
  const cases: [string, NodeJS.Platform, NodeJS.ProcessEnv, string][] = [
    ['XDG_CACHE_HOME', 'linux', { XDG_CACHE_HOME: '/x', HOME: '/home/u' }, '/x/bntrain'],
    ['~/.cache on Linux', 'linux', { HOME: '/home/u' }, '/home/u/.cache/bntrain'],
    [
      '~/.cache where XDG_CACHE_HOME is no absolute path',
      'linux',
      { XDG_CACHE_HOME: 'x', HOME: '/u' },
      '/u/.cache/bntrain',
    ],
    ['~/Library/Caches on macOS', 'darwin', { HOME: '/Users/u' }, '/Users/u/Library/Caches/bntrain'],
    ['%LOCALAPPDATA% on Windows', 'win32', { LOCALAPPDATA: '/l', HOME: '/u' }, '/l/bntrain/Cache'],
  ];
  for (const [what, platform, env, expected] of cases) {
    it(`is in ${what}`, () => {
      expect(defaultCacheFolder(env, platform)).to.equal(join(expected));
    });
  }
});

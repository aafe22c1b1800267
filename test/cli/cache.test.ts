import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Cache } from '../../src/data/tables/store/cache.ts';
import { StoreWriter } from '../../src/data/tables/store/writer.ts';
import { facts, numbers } from '../support/blocks.ts';
import { bntrain, parseLines, plainEnv, temporaryFolder } from '../support/bntrain.ts';
import { deviations } from '../support/events-schema.ts';

describe('bntrain cache', () => {
  const folder = temporaryFolder();
  const cache = new Cache(join(folder.path, 'bntrain'));
  const ofUser = { env: { ...plainEnv, XDG_CACHE_HOME: folder.path } };

  async function keep(digit: string, paths: readonly string[], rows: number): Promise<void> {
    const key = digit.repeat(64);
    const writer = new StoreWriter({ budget: 1e9, cache, key, warn: message => expect.fail(message) });
    await writer.add(numbers(rows, 2));
    (await writer.finish({ ...facts, paths })).close();
    utimesSync(cache.pathOf(key), 1e9 + Number(digit), 1e9 + Number(digit));
  }

  afterEach(() => {
    cache.remove(cache.list());
  });

  it('says when the cache is empty or missing', () => {
    for (const [args, message] of [
      [[], 'The cache is empty'],
      [['clear'], 'The cache was empty'],
    ] as const) {
      const path = join(folder.path, 'none');
      const outcome = bntrain(['cache', ...args, '--cache-dir', path]);
      expect(outcome).to.deep.equal({ status: 0, stdout: `${message} (${path}).\n`, stderr: '' });
    }
  });

  it('lists the tables with their files, shapes, sizes and last use, and the total', async () => {
    await keep('1', ['data/a.csv'], 1500);
    await keep('2', ['b\u001b[1m.csv', 'c.csv', 'd.csv'], 3);
    writeFileSync(cache.pathOf('0'.repeat(64)), 'damaged');
    utimesSync(cache.pathOf('0'.repeat(64)), 1e9, 1e9);
    const { status, stdout, stderr } = bntrain(['cache'], ofUser);
    expect([status, stderr]).to.deep.equal([0, '']);
    const [heading, ...rows] = stdout.split('\n');
    expect(heading).to.match(/^table +rows × columns +size +last used \(UTC\)$/);
    expect(rows[0]).to.match(/^b\\x1b\[1m\.csv and 2 more +3 × 2 +\d+ bytes +2001-09-09 01:46$/);
    expect(rows[1]).to.match(/^data\/a\.csv +1,500 × 2 +\d+ KiB +2001-09-09 01:46$/);
    expect(rows[2]).to.match(/^\(damaged\) +- +7 bytes +2001-09-09 01:46$/);
    const closing = stdout.split('\n\n')[1]!.replaceAll(/\s+/g, ' ');
    expect(closing).to.match(/^3 tables, \d+ KiB, in \S+\. bntrain cache clear removes them\. $/);
    expect(closing).to.contain(cache.folder);
  });

  it('removes the tables and says how much was freed', async () => {
    await keep('1', ['a.csv'], 1500);
    await keep('2', ['b.csv'], 3);
    const { status, stdout } = bntrain(['cache', 'clear'], ofUser);
    expect(status).to.equal(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).to.match(
      /^table rows × columns size last used \(UTC\) b\.csv 3 × 2 \d+ bytes \S+ \S+ a\.csv 1,500 × 2 .* Removed 2 tables, \d+ KiB, from \S+\. $/,
    );
    expect(readdirSync(cache.folder)).to.deep.equal([]);
  });

  it('removes the tables of one file', async () => {
    await keep('1', ['data/a.csv'], 4);
    await keep('2', ['b.csv'], 3);
    expect(bntrain(['cache', 'clear', 'a.csv'], ofUser).stdout).to.contain('Removed 1 table,');
    expect(readdirSync(cache.folder)).to.deep.equal([`${'2'.repeat(64)}.blocks`]);
  });

  it('says what it could not remove, and fails', async () => {
    mkdirSync(cache.folder, { recursive: true });
    const path = cache.pathOf('3'.repeat(64));
    await keep('3', ['a.csv'], 4);
    const removed = cache.remove([{ path: `${path}-gone`, bytes: 1, lastUsed: 0 }]);
    expect(removed.failed.map(({ entry }) => entry.path)).to.deep.equal([`${path}-gone`]);
    expect(removed.removed).to.deep.equal([]);
  });

  it('gives the same as documented events', async () => {
    await keep('1', ['a.csv'], 4);
    const [entry, sum, ...none] = parseLines(bntrain(['cache', '--json'], ofUser).stdout) as any[];
    expect(none).to.deep.equal([]);
    expect(entry).to.deep.include({ sources: ['a.csv'], rows: 4, columns: 2, lastUsed: '2001-09-09T01:46:41.000Z' });
    expect(sum).to.deep.equal({ event: 'cache', folder: cache.folder, entries: 1, bytes: entry.bytes });
    const [cleared] = parseLines(bntrain(['cache', 'clear', '--json'], ofUser).stdout) as any[];
    expect(cleared).to.deep.equal({ ...sum, event: 'cache-cleared', removed: [entry.path], failed: [] });
    for (const event of [entry, sum, cleared]) {
      expect(deviations(event)).to.deep.equal([]);
    }
  });

  const refusals: [string[], string][] = [
    [['cache', 'wipe'], "bntrain: cache: got 'wipe', takes list or clear\n"],
    [['cache', '--cache-dir', ''], "bntrain: --cache-dir: got '', takes a directory\n"],
    [['cache', 'clear', 'no.csv'], "bntrain: cache: there is no table of 'no.csv'; 'bntrain cache' lists the tables\n"],
    [['cache', 'clear', 'a', 'b'], 'bntrain: cache: got too many arguments, takes [action] and [table]\n'],
  ];
  for (const [args, message] of refusals) {
    it(`refuses '${args.join(' ')}'`, () => {
      const { status, stdout, stderr } = bntrain(args, ofUser);
      expect([status, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.match(/^bntrain: /);
      expect(stderr).to.contain(message);
    });
  }
});

import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import type { BlobServer } from '../../../src/queue/data/blob-server.ts';
import { DataFiles } from '../../../src/queue/data/data-store.ts';
import { sendTable } from '../../../src/queue/data/send-table.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Blobs in memory, which count what they are asked for. */
function memoryBlobs(
  tables: Record<string, string> = {},
): BlobServer & { gets: number; tables: Record<string, string> } {
  return {
    gets: 0,
    tables,
    async has(digest) {
      return digest in tables;
    },
    async put(digest, path) {
      tables[digest] = readFileSync(path, 'utf8');
    },
    async get(digest, _bytes, path) {
      this.gets++;
      writeFileSync(path, tables[digest]!);
      return true;
    },
    async clear() {
      return 0;
    },
  };
}

describe('tables by digest', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bntrain-test-data-'));
    mkdirSync(join(folder, 'data/deep'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const files = (blobs: BlobServer | null = null) =>
    new DataFiles({ folders: [join(folder, 'data')], cacheFolder: join(folder, 'cache'), blobs });

  it('are found in a directory and those in it, whatever their names', async () => {
    writeFileSync(join(folder, 'data/other.csv'), 'b,b\n');
    writeFileSync(join(folder, 'data/deep/some.csv'), 'a,b\n');
    expect(await files().find(digestOf('a,b\n'), 4)).to.equal(join(folder, 'data/deep/some.csv'));
    expect(await files().find(digestOf('c,c\n'), 4)).to.equal(null);
  });

  it('are read once while size and time stay, and again after a change', async () => {
    const path = join(folder, 'data/some.csv');
    writeFileSync(path, 'a,b\n');
    utimesSync(path, 1, 1);
    expect(await files().find(digestOf('a,b\n'), 4)).to.equal(path);
    // Other bytes of the same size and time: only a file that is not read again is still taken for the first.
    writeFileSync(path, 'b,b\n');
    utimesSync(path, 1, 1);
    expect(await files().find(digestOf('a,b\n'), 4)).to.equal(path);
    utimesSync(path, 2, 2);
    expect(await files().find(digestOf('a,b\n'), 4)).to.equal(null);
    expect(await files().find(digestOf('b,b\n'), 4)).to.equal(path);
  });

  it('are fetched once from the server where no file has them', async () => {
    const blobs = memoryBlobs({ [digestOf('a,b\n')]: 'a,b\n' });
    const first = await files(blobs).find(digestOf('a,b\n'), 4);
    expect(readFileSync(first!, 'utf8')).to.equal('a,b\n');
    expect(await files(blobs).find(digestOf('a,b\n'), 4)).to.equal(first);
    expect(blobs.gets).to.equal(1);
    copyFileSync(first!, join(folder, 'data/own.csv'));
    expect(await files(blobs).find(digestOf('a,b\n'), 4)).to.equal(join(folder, 'data/own.csv'));
  });

  it('are fetched again where the file that was fetched has other bytes by now', async () => {
    const blobs = memoryBlobs({ [digestOf('a,b\n')]: 'a,b\n' });
    const path = (await files(blobs).find(digestOf('a,b\n'), 4))!;
    writeFileSync(path, 'b,b\n');
    utimesSync(path, 1, 1);
    expect(readFileSync((await files(blobs).find(digestOf('a,b\n'), 4))!, 'utf8')).to.equal('a,b\n');
    expect(blobs.gets).to.equal(2);
  });

  it('are not fetched, and no others removed for them, where they are said to be larger than the cache may be', async () => {
    const tables = { [digestOf('a,b\n')]: 'a,b\n', [digestOf('c')]: 'c' };
    const blobs = memoryBlobs(tables);
    const path = (await files(blobs).find(digestOf('a,b\n'), 4))!;
    expect(await files(blobs).find(digestOf('c'), 2 ** 50)).to.equal(null);
    expect(readFileSync(path, 'utf8')).to.equal('a,b\n');
  });

  it('are regular files: what has no end is not read', async () => {
    symlinkSync('/dev/zero', join(folder, 'data/some.csv'));
    expect(await files().find(digestOf(''), 0)).to.equal(null);
  });

  it('are found beside directories that this user cannot read', async () => {
    const path = join(folder, 'data/some.csv');
    writeFileSync(path, 'a,b\n');
    symlinkSync('loop', join(folder, 'data/loop'));
    chmodSync(join(folder, 'data/deep'), 0);
    expect(await files().find(digestOf('a,b\n'), 4)).to.equal(path);
  });

  it('need a directory that can be read', () => {
    const make = () => new DataFiles({ folders: [join(folder, 'none')], cacheFolder: folder, blobs: null });
    expect(make).to.throw(UserError, /⟪data⟫: .*none: no such file; name a directory/);
  });
});

describe('sending tables', () => {
  const path = join(tmpdir(), `bntrain-test-send-${process.pid}.csv`);
  before(() => writeFileSync(path, 'a,b\n'));
  after(() => rmSync(path));
  const table = { path, digest: digestOf('a,b\n'), bytes: 4 };

  it('puts what the server lacks', async () => {
    const blobs = memoryBlobs();
    await sendTable(blobs, table, 4, () => expect.fail());
    expect(blobs.tables).to.deep.equal({ [table.digest]: 'a,b\n' });
  });

  it('warns of a table that is too large, with the way out', async () => {
    const blobs = memoryBlobs();
    const said: string[] = [];
    await sendTable(blobs, table, 3, message => said.push(message));
    expect(blobs.tables).to.deep.equal({});
    expect(said).to.deep.equal([
      `⟪sendData⟫: ${path} has 4 bytes, more than 3 bytes, and is not sent; start the workers with ⟪data⟫, or allow more`,
    ]);
  });

  it('is refused on Redis with what to do', async () => {
    const asked = await sendTable(null, table, 100, () => {}).catch(error => error);
    expect(asked)
      .to.be.instanceOf(UserError)
      .with.property('message')
      .which.matches(/⟪sendData⟫: Redis .*⟪data⟫/);
  });
});

import { mkdirSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { listFiles } from '../../../../src/base/files/files.ts';
import { openSource, type Source, type SourceOptions } from '../../../../src/data/reading/input/source.ts';
import { folderFor, refusal } from '../../../support/sources.ts';

const rows = Array.from({ length: 200_000 }, (_, row) => `${row},${row / 8}\n`);
const table = Buffer.from(`a,b\n${rows.join('')}`);

async function contentOf(source: Source): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.read()) pieces.push(new Uint8Array(piece));
  return Buffer.concat(pieces);
}

/** A pipe that hands out `bytes` in pieces. */
function pipe(bytes: Uint8Array, pieceBytes = 65_536): Readable {
  function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  return Readable.from(pieces(), { objectMode: true });
}

/** Where a link leads; nowhere when it is gone, as the descriptor that listed its folder. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function openPipe(bytes: Uint8Array, options: SourceOptions = {}): Promise<Source> {
  return openSource(listFiles(['-'])[0]!, { standardInput: pipe(bytes), ...options });
}

describe('openSource', () => {
  let folder: string;
  let opened: Source[] = [];
  before(() => {
    folder = folderFor({});
  });
  afterEach(async () => {
    for (const source of opened) await source.close();
    opened = [];
  });

  async function open(name: string, content: string | Uint8Array): Promise<Source> {
    const path = join(folder, name);
    writeFileSync(path, content);
    const source = await openSource(listFiles([path])[0]!);
    opened.push(source);
    return source;
  }

  it('reads a file from the start, any number of times', async () => {
    const source = await open('a.csv', table);
    expect(source).to.include({ compression: null, size: table.length });
    for (let time = 0; time < 2; time++) {
      expect((await contentOf(source)).equals(table)).to.equal(true);
      expect(source.position()).to.equal(table.length);
    }
  });

  it('reads only the head, and all of an input that is shorter', async () => {
    const source = await open('b.csv', 'a,b\n1,2\n');
    expect(Buffer.from(await source.head(3)).toString()).to.equal('a,b');
    expect(Buffer.from(await source.head(100)).toString()).to.equal('a,b\n1,2\n');
  });

  it('gives any bytes of a file', async () => {
    const access = await (await open('c.csv', table)).randomAccess();
    expect(access!.size).to.equal(table.length);
    expect(
      Buffer.from(await access!.slice(1_000_000, 1_500_000)).equals(table.subarray(1_000_000, 1_500_000)),
    ).to.equal(true);
    expect(await access!.slice(table.length - 2, table.length + 5)).to.have.length(2);
  });

  it('is empty where the file is', async () => {
    const source = await open('empty.csv', '');
    expect(await contentOf(source)).to.have.length(0);
  });

  it('unpacks gzip, whatever the name, of several members', async () => {
    const packed = Buffer.concat([gzipSync(table.subarray(0, 1000)), gzipSync(table.subarray(1000))]);
    const source = await open('packed.csv', packed);
    expect(source).to.include({ compression: 'gzip', size: packed.length });
    for (let time = 0; time < 2; time++) expect((await contentOf(source)).equals(table)).to.equal(true);
    expect(source.position()).to.equal(packed.length);
    expect(await source.randomAccess()).to.equal(null);
  });

  it('says that gzip data end too early, wherever they do', async () => {
    const packed = gzipSync(table);
    for (const length of [5, 300, packed.length - 9, packed.length - 1]) {
      const read = async () => contentOf(await open('x.csv.gz', packed.subarray(0, length)));
      expect(await refusal(read())).to.match(/x\.csv\.gz: the gzip data end too early; the file is cut short$/);
    }
  });

  it('says that gzip data are damaged', async () => {
    const packed = gzipSync(table);
    packed[packed.length >> 1]! ^= 0xff;
    const read = async () => contentOf(await open('y.csv.gz', packed));
    expect(await refusal(read())).to.match(/y\.csv\.gz: the gzip data are damaged \(.+\)$/);
  });

  it('closes a packed file that is not read to its end', async () => {
    const source = await open('z.csv.gz', gzipSync(table));
    for await (const piece of source.read()) {
      expect(piece.length).to.be.greaterThan(0);
      break;
    }
    expect((await contentOf(source)).equals(table)).to.equal(true);
  });

  it('refuses formats that it cannot read, with their names and a tool that converts them', async () => {
    const zeros = '\0'.repeat(60);
    const expected: [string, string][] = [
      ['\x28\xb5\x2f\xfd', 'is compressed with Zstandard; unpack it with zstd -d'],
      ['\xfd7zXZ\0', 'is compressed with xz; unpack it with xz -d'],
      ['BZh91AY&SY', 'is compressed with bzip2; unpack it with bzip2 -d'],
      ['\x04\x22\x4d\x18', 'is compressed with LZ4; unpack it with lz4 -d'],
      ['7z\xbc\xaf\x27\x1c', 'is a 7-Zip archive; unpack it with 7z x'],
      ['PK\x03\x04', 'is a zip archive; unpack it with unzip'],
      ['PK\x03\x04....[Content_Types].xml', 'is an Excel workbook (xlsx); export it as CSV'],
      ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'is a spreadsheet (xls); export it as CSV'],
      [`${'n'.repeat(257)}ustar`, 'is a tar archive; unpack it with tar -x'],
      ['SQLite format 3\0', 'is an SQLite database; export a table as CSV, with sqlite3 -csv -header'],
      ['\x89HDF\r\n\x1a\n', 'is an HDF5 file; export it as CSV or Parquet'],
      ['ARROW1\0\0', 'is a Feather or Arrow file; write it as Parquet or CSV'],
      ['FEA1\0', 'is a Feather file; write it as Parquet or CSV'],
      ['\x93NUMPY', 'is a NumPy array; write it as CSV, with numpy.savetxt'],
      ['%PDF-', 'is a PDF document; export the table as CSV'],
    ];
    for (const [magic, says] of expected) {
      const message = await refusal(open('foreign.csv', Buffer.from(magic + zeros, 'latin1')));
      expect(message).to.equal(`${join(folder, 'foreign.csv')}: ${says}`);
    }
    const packed = gzipSync(Buffer.from(`${'n'.repeat(257)}ustar`, 'latin1'));
    expect(await refusal(open('t.tar.gz', packed))).to.contain('is a tar archive');
  });

  it('reads text that starts with the letters of a format signature', async () => {
    for (const text of ['BZh,b\n1,2\n', 'BZh9,b\n', 'FEA1,FEA2\n1,2\n']) {
      expect((await contentOf(await open('text.csv', text))).toString()).to.equal(text);
    }
  });

  it('gives the reason a file cannot be opened', async () => {
    const missing = { path: join(folder, 'gone.csv'), kind: 'file', bytes: 3 } as const;
    expect(await refusal(openSource(missing))).to.equal(`${missing.path}: no such file`);
  });
});

describe('the standard input as a source', () => {
  let folder: string;
  before(() => {
    folder = folderFor({});
  });

  it('is read again from memory', async () => {
    const source = await openPipe(table.subarray(0, 200_000));
    expect(source.size).to.equal(null);
    for (let time = 0; time < 2; time++) {
      expect((await contentOf(source)).equals(table.subarray(0, 200_000))).to.equal(true);
    }
    expect(source.size).to.equal(200_000);
    await source.close();
  });

  it('is read again from a hidden temporary file when it is long', async () => {
    const temporaryFolder = join(folder, 'spool');
    mkdirSync(temporaryFolder);
    const source = await openPipe(table, { temporaryFolder, memoryBytes: 100_000 });
    for (let time = 0; time < 2; time++) expect((await contentOf(source)).equals(table)).to.equal(true);
    for (const name of readdirSync(temporaryFolder)) {
      // Windows cannot unlink a file that is open.
      expect(process.platform).to.equal('win32');
      expect(statSync(join(temporaryFolder, name)).size).to.equal(table.length);
    }
    await source.close();
    expect(readdirSync(temporaryFolder)).to.deep.equal([]);
  });

  it('is kept in a file that only its owner may read', async function () {
    if (process.platform !== 'linux') this.skip();
    const temporaryFolder = join(folder, 'private');
    mkdirSync(temporaryFolder);
    const source = await openPipe(table, { temporaryFolder, memoryBytes: 1000 });
    await contentOf(source);
    const descriptors = readdirSync('/proc/self/fd').map(name => `/proc/self/fd/${name}`);
    const modes = descriptors.flatMap(path => {
      const target = linkOf(path);
      return target.startsWith(temporaryFolder) ? [statSync(path).mode & 0o777] : [];
    });
    expect(modes).to.deep.equal([0o600]);
    await source.close();
  });

  it('is the same for two readers at a time', async () => {
    const source = await openPipe(table, { temporaryFolder: folder, memoryBytes: 100_000 });
    const contents = await Promise.all([contentOf(source), contentOf(source)]);
    for (const content of contents) expect(content.equals(table)).to.equal(true);
    await source.close();
  });

  it('is consumed only as far as it is read', async () => {
    let handedOut = 0;
    async function* endless() {
      for (; ; handedOut++) yield Buffer.from('1,2\n'.repeat(1000));
    }
    const source = await openPipe(table, { standardInput: Readable.from(endless()) });
    expect(await source.head(100)).to.have.length(100);
    expect(handedOut).to.be.lessThan(100);
    await source.close();
  });

  it('can be packed, and gives any range of bytes when it is not', async () => {
    const packed = await openPipe(gzipSync(table), { temporaryFolder: folder, memoryBytes: 1000 });
    expect(packed.compression).to.equal('gzip');
    for (let time = 0; time < 2; time++) expect((await contentOf(packed)).equals(table)).to.equal(true);
    await packed.close();
    for (const memoryBytes of [1000, 10_000_000]) {
      const plain = await openPipe(table, { temporaryFolder: folder, memoryBytes });
      const access = await plain.randomAccess();
      expect(access!.size).to.equal(table.length);
      expect(Buffer.from(await access!.slice(60_000, 300_000)).equals(table.subarray(60_000, 300_000))).to.equal(true);
      expect(await access!.slice(table.length - 2, table.length + 5)).to.have.length(2);
      await plain.close();
    }
  });

  it('is refused when it is a terminal', async () => {
    const standardInput = Object.assign(pipe(table), { isTTY: true });
    expect(await refusal(openPipe(table, { standardInput }))).to.equal(
      "-: '-' waits for a pipe, and the standard input is a terminal; try bntrain - < table.csv",
    );
  });

  it('is refused with the folder where it could not be kept', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const temporaryFolder = join(folder, 'no-folder', 'missing');
    const source = await openPipe(table, { temporaryFolder, memoryBytes: 100_000 });
    const message = await refusal(contentOf(source));
    expect(message).to.match(/^-: cannot be kept in .*missing.*: .*; set TMPDIR to a folder with room for it$/);
    await source.close();
  });

  it('passes on a failure to read', async () => {
    async function* failing() {
      yield Buffer.from('a,b\n');
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    }
    const opening = openPipe(table, { standardInput: Readable.from(failing()) });
    expect(await refusal(opening)).to.equal('-: cannot be read; the disk reports an error');
  });

  it('fails again after it has failed', async () => {
    async function* failing() {
      yield Buffer.from('a,b\n'.repeat(1000));
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    }
    const source = await openPipe(table, { standardInput: Readable.from(failing()) });
    for (let time = 0; time < 2; time++) expect(await refusal(contentOf(source))).to.contain('cannot be read');
    await source.close();
  });
});

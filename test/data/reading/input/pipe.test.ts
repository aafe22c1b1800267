import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { listFiles } from '../../../../src/base/files/files.ts';
import { openSource } from '../../../../src/data/reading/input/source.ts';
import { collect } from '../../../support/sources.ts';

describe('a named pipe', () => {
  // Windows has no such files.
  if (process.platform === 'win32') return;
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bntrain-pipe-'));
    path = join(folder, 'table.csv');
    execFileSync('mkfifo', [path]);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = () => openSource(listFiles([path])[0]!, { temporaryFolder: folder });

  async function write(stream: WriteStream, bytes: Uint8Array): Promise<void> {
    if (!stream.write(bytes)) await once(stream, 'drain');
  }

  it('has all that was written to it, in pieces of any size, as often as it is read', async () => {
    const all = Buffer.from(Array.from({ length: 400_000 }, (_, n) => `${n},${n % 7}\n`).join(''));
    const writing = (async () => {
      const stream = createWriteStream(path);
      for (let [at, size] = [0, 1]; at < all.length; at += size, size = (3 * size) % 1_300_021) {
        await write(stream, all.subarray(at, at + size));
      }
      stream.end();
    })();
    const source = await open();
    for (let time = 0; time < 2; time++) {
      const pieces = await collect(
        (async function* () {
          for await (const piece of source.read()) yield Buffer.from(piece);
        })(),
      );
      expect(Buffer.concat(pieces).equals(all)).to.equal(true);
    }
    await writing;
    expect(source.size).to.equal(all.length);
    await source.close();
  });

  it('gives what is there while its writer takes its time', async () => {
    const stream = createWriteStream(path);
    const begin = `a,b\n${'1,2\n'.repeat(1000)}`;
    await write(stream, Buffer.from(begin));
    const source = await open();
    expect(Buffer.from(await source.head(7)).toString()).to.equal('a,b\n1,2');
    stream.end('3,4\n');
    const pieces = await collect(source.read());
    expect(Buffer.concat(pieces).toString()).to.equal(`${begin}3,4\n`);
    await source.close();
  });

  it('can be left before its end', async () => {
    const stream = createWriteStream(path).on('error', () => {});
    stream.write(Buffer.alloc(20_000, 'a,b\n'));
    const source = await open();
    await source.close();
    stream.destroy();
  });
});

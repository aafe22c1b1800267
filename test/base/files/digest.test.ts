import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { contentDigest, streamDigest } from '../../../src/base/files/digest.ts';
import { openSource } from '../../../src/data/reading/input/source.ts';
import { temporaryFolder } from '../../support/bntrain.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

describe('the digest of contents', () => {
  const folder = temporaryFolder();
  const large = Buffer.alloc(9 * 2 ** 20 + 7, 'row\n');

  it('is the SHA-256 of the bytes, in pieces of any size', async () => {
    expect(await streamDigest(Readable.from([Buffer.from('on'), Buffer.from('e')]))).to.equal(sha256('one'));
    expect(await streamDigest(Readable.from([]))).to.equal(sha256(''));
  });

  it('of a source covers its bytes as stored: of a file, packed or not, and of a pipe, read before or not', async () => {
    const zipped = gzipSync(large);
    for (const bytes of [large, zipped]) {
      const path = folder.write('table', bytes);
      const file = await openSource({ path, kind: 'file', bytes: bytes.length });
      const standardInput = Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]);
      const pipe = await openSource({ path: '-', kind: 'stream', bytes: null }, { standardInput });
      for (const source of [file, pipe]) {
        expect(await source.digest()).to.equal(sha256(bytes));
        for await (const _ of source.read());
        expect(await source.digest()).to.equal(sha256(bytes));
        await source.close();
      }
    }
  });

  it('of several files is the SHA-256 of their SHA-256s, so that it depends on where each ends', () => {
    const [a, b] = [sha256('one'), sha256('two')];
    expect(contentDigest([a, b])).to.equal(sha256(Buffer.concat([Buffer.from(a, 'hex'), Buffer.from(b, 'hex')])));
    const parted = [['on', 'e'], ['o', 'ne'], ['one']].map(parts => contentDigest(parts.map(sha256)));
    expect(new Set(parted).size).to.equal(3);
  });
});

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { contentDigest } from '../../../src/data/store/digest.ts';
import { UserError } from '../../../src/errors.ts';
import { temporaryFolder } from '../../support/bntrain.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

describe('the digest of contents', () => {
  const folder = temporaryFolder();
  const large = Buffer.alloc(9 * 2 ** 20 + 7, 'row\n');
  const [a, b, empty] = [folder.write('a', 'one'), folder.write('b', large), folder.write('empty', '')];

  it('is the SHA-256 of the SHA-256 of each file, and tells how far it is', async () => {
    const told: number[] = [];
    const digest = await contentDigest([a, b, empty], bytes => told.push(bytes));
    expect(digest).to.equal(sha256(Buffer.concat([sha256('one'), sha256(large), sha256('')])).toString('hex'));
    expect(told[0]).to.equal(3);
    expect(told.at(-1)).to.equal(3 + large.length);
    expect(told.length).to.be.greaterThan(3);
  });

  it('differs where the same bytes are parted into files in another way', async () => {
    const parts = [folder.write('c', 'on'), folder.write('d', 'e'), folder.write('e', 'o'), folder.write('f', 'ne')];
    const digests = await Promise.all([
      contentDigest(parts.slice(0, 2)),
      contentDigest(parts.slice(2)),
      contentDigest([a]),
    ]);
    expect(new Set(digests).size).to.equal(3);
  });

  it('refuses a file that cannot be read', async () => {
    for (const path of ['none.csv', folder.path]) {
      let caught: unknown;
      await contentDigest([a, path]).catch(error => {
        caught = error;
      });
      expect(caught).to.be.instanceOf(UserError);
      expect((caught as Error).message).to.contain(`${path}: cannot be read: `);
    }
  });
});

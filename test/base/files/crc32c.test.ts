import { expect } from 'chai';
import { crc32c } from '../../../src/base/files/crc32c.ts';

/** A request of iSCSI to read. */
const READ = '01c000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000';

describe('CRC-32C', () => {
  for (const [what, bytes, checksum] of [
    ['32 bytes of zeros', Buffer.alloc(32), '8a9136aa'],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), '62a8ab43'],
    ['32 rising bytes', Buffer.from(Array.from({ length: 32 }, (_, n) => n)), '46dd794e'],
    ['32 falling bytes', Buffer.from(Array.from({ length: 32 }, (_, n) => 31 - n)), '113fdb5c'],
    ['a request', Buffer.from(READ, 'hex'), 'd9963a56'],
  ] as const) {
    it(`of ${what} is as RFC 3720 says in section B.4`, () => {
      expect(crc32c(bytes).toString(16)).to.equal(checksum);
    });
  }

  it('of no bytes is 0', () => {
    expect(crc32c(new Uint8Array())).to.equal(0);
  });
});

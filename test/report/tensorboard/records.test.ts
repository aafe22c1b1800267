import { expect } from 'chai';
import { framed, maskedChecksum } from '../../../src/report/tensorboard/records.ts';

describe('the records of an event file', () => {
  it('have the masked checksums that TensorBoard 2.21 computes', () => {
    expect(maskedChecksum(Buffer.from('123456789'))).to.equal(0xc78ab0e5);
    expect(maskedChecksum(Buffer.from([24, 0, 0, 0, 0, 0, 0, 0]))).to.equal(0x224b7fa3);
  });

  it('have a length, its checksum, the bytes, and their checksum', () => {
    expect(framed(Buffer.from('123456789')).toString('hex')).to.equal(
      `${'0900000000000000'}${hex(maskedChecksum(Buffer.from([9, 0, 0, 0, 0, 0, 0, 0])))}${'313233343536373839'}e5b08ac7`,
    );
  });
});

/** Little-endian. */
function hex(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
}

import { expect } from 'chai';
import {
  bytes,
  double,
  float,
  lengthOf,
  message,
  type Pieces,
  stringField,
  varint,
} from '../../../src/base/files/protobuf.ts';
import { fieldsOf } from '../../support/protobuf.ts';

const hex = (pieces: Pieces) => Buffer.concat(pieces).toString('hex');

describe('protocol buffers', () => {
  it('match the examples of their documentation', () => {
    expect(hex(varint(1, 150))).to.equal('089601');
    expect(hex(stringField(2, 'testing'))).to.equal('120774657374696e67');
    expect(hex(message(3, [varint(1, 150)]))).to.equal('1a03089601');
  });

  it('have numbers of 4 and of 8 bytes, little-endian', () => {
    expect(hex(float(2, 1))).to.equal('150000803f');
    expect(hex(double(1, 1))).to.equal('09000000000000f03f');
  });

  it('have keys and numbers of more than 7 bits, and of more than 32', () => {
    for (const value of [0, 127, 128, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1]) {
      expect(fieldsOf(Buffer.concat(varint(20, value)))).to.deep.equal(new Map([[20, [value]]]));
    }
  });

  it('share the memory of large fields, and are complete when they are joined', () => {
    const large = new Uint8Array(100_000).fill(7);
    const pieces = message(1, [message(2, [bytes(3, large), varint(4, 1)])]);
    expect(pieces.some(piece => piece.buffer === large.buffer)).to.equal(true);
    const read = fieldsOf(fieldsOf(Buffer.concat(pieces)).get(1)![0] as Uint8Array).get(2)![0] as Uint8Array;
    expect(fieldsOf(read).get(3)).to.deep.equal([Buffer.from(large)]);
    expect(fieldsOf(read).get(4)).to.deep.equal([1]);
    expect(lengthOf(pieces)).to.equal(Buffer.concat(pieces).length);
  });

  it('can be empty', () => {
    expect(hex(message(7, []))).to.equal('3a00');
    expect(hex(stringField(1, ''))).to.equal('0a00');
  });
});

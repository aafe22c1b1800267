import { expect } from 'chai';
import { inOneArray, largeFloats } from '../../../../src/data/tables/blocks/large-floats.ts';
import { freeArrays } from '../../../../src/data/tables/store/free.ts';

const LARGE = 2 ** 16;

describe('arrays for the numbers of blocks', () => {
  it('hold zeros, as many as are asked for, large ones in buffers that are mapped by themselves', () => {
    for (const length of [0, 1, LARGE - 1, LARGE, 3 * LARGE + 1]) {
      const floats = largeFloats(length);
      expect(floats).to.have.lengthOf(length);
      expect(floats.every(value => value === 0)).to.equal(true);
      expect(floats.buffer.resizable, String(length)).to.equal(length >= LARGE);
    }
  });

  it('are sent to another thread and freed like others', () => {
    const floats = largeFloats(LARGE).fill(7);
    const sent = structuredClone(floats, { transfer: [floats.buffer] });
    expect([floats.length, sent.length, sent[LARGE - 1]]).to.deep.equal([0, LARGE, 7]);
    freeArrays([sent]);
    expect(sent).to.have.lengthOf(0);
  });

  it('can be parts of one', () => {
    const parts = new Map([5, 2].map(column => [column, new Float32Array(LARGE).fill(column)]));
    const joined = inOneArray(parts, LARGE);
    expect([...joined.keys()]).to.deep.equal([5, 2]);
    for (const [column, part] of joined) expect(part.every(value => value === column)).to.equal(true);
    expect(new Set([...joined.values()].map(({ buffer }) => buffer))).to.have.property('size', 1);
  });
});

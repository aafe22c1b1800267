import { expect } from 'chai';
import { freeArrays } from '../../../../src/data/tables/store/free.ts';

describe('freeArrays', () => {
  it('empties any number of buffers, which would take minutes if each was compared with all others', () => {
    const arrays = Array.from({ length: 300_000 }, () => new Float32Array(1));
    freeArrays(arrays);
    expect(arrays.every(({ length }) => length === 0)).to.equal(true);
  });
});

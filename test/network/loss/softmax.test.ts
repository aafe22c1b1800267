import { expect } from 'chai';
import { softmax } from '../../../src/network/loss/softmax.ts';

describe('softmax', () => {
  it('gives probabilities that sum to 1, however large the outputs are', () => {
    expect([...softmax(Float32Array.of(9, 3e38, 3e38), 1, 2)]).to.deep.equal([0.5, 0.5]);
    const sum = softmax(Float32Array.of(-1, 0, 5), 0, 3).reduce((a, b) => a + b);
    expect(sum).to.be.closeTo(1, 1e-15);
  });
});

import { expect } from 'chai';
import { meanOutputs } from '../../../src/network/loss/mean-outputs.ts';
import { softmax } from '../../../src/network/loss/softmax.ts';

const meanOf = (outputs: readonly number[][], width: number) => {
  const mean = new Float64Array(outputs[0]!.length);
  const all = outputs.map(each => Float64Array.from(each));
  meanOutputs(mean, all, mean.length / width, width);
  return mean;
};

describe('the mean of networks', () => {
  it('is the mean of the numbers that they predict', () => {
    expect([
      ...meanOf(
        [
          [1, -2],
          [2, 4],
          [6, 1],
        ],
        1,
      ),
    ]).to.deep.equal([3, 1]);
  });

  it('has the mean of their probabilities, row by row', () => {
    // The probabilities are 3/4, 1/4 and 1/5, 4/5; then 1/2, 1/2 and 1/10, 9/10.
    const mean = meanOf(
      [
        [Math.log(3), 0, 5, 5],
        [7, 7 + Math.log(4), 0, Math.log(9)],
      ],
      2,
    );
    const expected = [0.475, 0.525, 0.3, 0.7];
    [0, 2].forEach(at => {
      softmax(mean, at, 2).forEach((share, m) => {
        expect(share).to.be.closeTo(expected[at + m]!, 1e-15);
        expect(Math.exp(mean[at + m]!)).to.be.closeTo(expected[at + m]!, 1e-15);
      });
    });
  });

  it('stays finite where a probability is too small for a number', () => {
    expect([
      ...meanOf(
        [
          [0, 2000],
          [0, 3000],
        ],
        2,
      ),
    ]).to.deep.equal([-2000 - Math.log(2), 0]);
  });

  it('is not finite where a network gives no finite number', () => {
    expect(meanOf([[1], [Number.NaN]], 1)[0]).to.be.NaN;
    expect(
      meanOf(
        [
          [0, 1],
          [Number.POSITIVE_INFINITY, 1],
        ],
        2,
      ).some(Number.isNaN),
    ).to.equal(true);
  });
});

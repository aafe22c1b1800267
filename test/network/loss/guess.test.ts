import { expect } from 'chai';
import { guessClasses, guessNumbers } from '../../../src/network/loss/guess.ts';

const classes = (labels: number[], weights: number[] | null = null) => ({
  targets: Int32Array.from(labels),
  weights: weights === null ? null : Float32Array.from(weights),
  rows: labels.length,
});
const numbers = (values: number[], weights: number[] | null = null) => ({
  targets: Float32Array.from(values),
  weights: weights === null ? null : Float32Array.from(weights),
  rows: values.length,
});

describe('guessing', () => {
  it('takes the shares of the training rows for probabilities, and their largest class for the prediction', () => {
    const guess = guessClasses(classes([0, 0, 0, 1]), classes([1, 1, 0]), 2);
    expect(guess.loss).to.be.closeTo(-(2 * Math.log(1 / 4) + Math.log(3 / 4)) / 3, 1e-15);
    expect(guess.score).to.equal(1 / 3);
    expect(guess.balancedAccuracy).to.equal(1 / 2);
    expect(guess.macroF1).to.equal(2 / 4 / 2);
  });

  it('weighs shares and loss as training does, and no score: the largest class has the most rows', () => {
    const guess = guessClasses(classes([0, 0, 1], [1, 1, 6]), classes([0, 1, 0], [3, 1, 0]), 2);
    expect(guess.loss).to.be.closeTo(-(3 * Math.log(2 / 8) + Math.log(6 / 8)) / 4, 1e-15);
    expect(guess.score).to.equal(2 / 3);
  });

  it('has an infinite loss where a row has a class that no training row has', () => {
    expect(guessClasses(classes([0, 1]), classes([2]), 3).loss).to.equal(Number.POSITIVE_INFINITY);
  });

  it('takes the mean of the training rows for numbers: a loss of 1 on standardized rows themselves', () => {
    const standardized = numbers([-1, 1, -1, 1]);
    expect(guessNumbers(standardized, standardized)).to.deep.equal({ loss: 1, score: 0, rmse: 1 });
    expect(guessNumbers(standardized, numbers([1, 3]))).to.deep.equal({ loss: 5, score: -4, rmse: Math.sqrt(5) });
    const weighted = guessNumbers(numbers([0, 4], [3, 1]), numbers([1, 3], [0, 2]));
    expect(weighted, 'weights are in the loss, and not in the error').to.deep.include({ loss: 4, rmse: Math.sqrt(2) });
  });
});

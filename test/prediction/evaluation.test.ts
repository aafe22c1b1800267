import { expect } from 'chai';
import { ClassEvaluator } from '../../src/prediction/class-evaluation.ts';
import { NumberEvaluator, quantile } from '../../src/prediction/number-evaluation.ts';

describe('the evaluation of classes', () => {
  it('follows from the confusion matrix, as worked out by hand', () => {
    const evaluator = new ClassEvaluator(['a', 'b', 'c']);
    // Three rows of a, two of them taken for a; two of b, one taken for a; none of c.
    for (const [actual, predicted] of [
      [0, 0],
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const)
      evaluator.add(actual, predicted);
    const found = evaluator.result();
    expect(found.accuracy).to.equal(3 / 5);
    expect(found.balancedAccuracy).to.be.closeTo((2 / 3 + 1 / 2) / 2, 1e-15);
    expect(found.macroF1).to.be.closeTo((4 / 6 + 2 / 4) / 2, 1e-15);
    expect(found.classes).to.deep.equal([
      { name: 'a', rows: 3, predictions: 3, precision: 2 / 3, recall: 2 / 3, f1: 4 / 6 },
      { name: 'b', rows: 2, predictions: 2, precision: 1 / 2, recall: 1 / 2, f1: 2 / 4 },
      { name: 'c', rows: 0, predictions: 0, precision: null, recall: null, f1: null },
    ]);
    expect(found.confusion).to.deep.equal([
      { actual: 0, predicted: 0, rows: 2 },
      { actual: 0, predicted: 1, rows: 1 },
      { actual: 1, predicted: 0, rows: 1 },
      { actual: 1, predicted: 1, rows: 1 },
    ]);
    expect(found.guess.loss).to.be.closeTo(-(3 * Math.log(3 / 5) + 2 * Math.log(2 / 5)) / 5, 1e-15);
    expect(found.guess.accuracy).to.equal(3 / 5);
    expect(found.guess.balancedAccuracy).to.equal(1 / 2);
    expect(found.guess.macroF1).to.be.closeTo(6 / 8 / 2, 1e-15);
  });
});

describe('the level of guessing classes', () => {
  const guessOf = (trained?: number[]) => {
    const evaluator = new ClassEvaluator(['a', 'b'], trained);
    for (const actual of [0, 0, 0, 1]) evaluator.add(actual, 0);
    return evaluator.result().guess;
  };

  it('goes by the shares of the training rows', () => {
    const { loss, accuracy } = guessOf([10, 30]);
    expect(loss).to.be.closeTo(-(3 * Math.log(1 / 4) + Math.log(3 / 4)) / 4, 1e-15);
    expect(accuracy, 'of the class with the most training rows').to.equal(1 / 4);
  });

  it('goes by the shares of the evaluated rows where a model file lacks those', () => {
    const { loss, accuracy } = guessOf();
    expect(loss).to.be.closeTo(-(3 * Math.log(3 / 4) + Math.log(1 / 4)) / 4, 1e-15);
    expect(accuracy).to.equal(3 / 4);
  });
});

describe('the evaluation of numbers', () => {
  it('has R², RMSE, MAE and residuals as worked out by hand', () => {
    const evaluator = new NumberEvaluator(2);
    for (const [target, prediction] of [
      [1, 2],
      [2, 2],
      [3, 2],
      [6, 3],
    ] as const)
      evaluator.add(target, prediction);
    const found = evaluator.result();
    // Residuals -1, 0, 1, 3; targets of mean 3 and squared deviation 14.
    expect(found.r2).to.be.closeTo(1 - 11 / 14, 1e-15);
    expect(found.rmse).to.be.closeTo(Math.sqrt(11 / 4), 1e-15);
    expect(found.mae).to.equal(5 / 4);
    expect(found.guess).to.deep.equal({ loss: 14 / 4 / 4, r2: 0, rmse: Math.sqrt(14 / 4) });
    expect(found.residuals).to.deep.equal({
      least: -1,
      lower: -0.25,
      median: 0.5,
      upper: 1.5,
      greatest: 3,
      mean: 0.75,
    });
  });

  it('has no R² where all targets are the same', () => {
    const evaluator = new NumberEvaluator(1);
    for (let n = 0; n < 2000; n++) evaluator.add(5, n);
    expect(evaluator.result().r2).to.be.NaN;
  });

  it('has quantiles between the values', () => {
    expect(quantile(Float64Array.of(1), 0.75)).to.equal(1);
    expect(quantile(Float64Array.of(1, 2, 10), 0.75)).to.equal(6);
  });
});

import { expect } from 'chai';
import { RunningVariance } from '../../../src/base/numbers/running-variance.ts';

describe('a running variance', () => {
  it('has the mean and the squared deviations of the numbers so far', () => {
    const found = new RunningVariance();
    for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) found.add(value);
    expect([found.count, found.mean]).to.deep.equal([8, 5]);
    expect(found.squares).to.be.closeTo(32, 1e-12);
  });

  it('keeps its precision far from 0', () => {
    const found = new RunningVariance();
    for (const value of [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]) found.add(value);
    expect([found.mean, found.squares]).to.deep.equal([1e9 + 10, 90]);
  });
});

import { expect } from 'chai';
import { roundToPair } from '../../src/base/numbers/rounding.ts';
import { ClassLabels } from '../../src/prediction/class-labels.ts';

describe('the class of a cell', () => {
  it('is found exactly where classes are whole numbers that are one as float32', () => {
    const labels = new ClassLabels(['16777216', '16777217'], true);
    expect([16777216, 16777217, 16777218].map(value => labels.ofNumber(value))).to.deep.equal([0, 1, undefined]);
    expect(new ClassLabels(['5', '16777217'], true).ofNumber(16777216)).to.equal(undefined);
  });

  it('is found where a number with a fraction was rounded as cells are', () => {
    const labels = new ClassLabels(['0.1', '2.5'], true);
    for (const value of [0.1, Math.fround(0.1), roundToPair(0.1)]) expect(labels.ofNumber(value)).to.equal(0);
    expect(labels.ofNumber(0.2)).to.equal(undefined);
  });

  it('is a text as it is, or a boolean in any spelling', () => {
    const words = new ClassLabels(['False', 'True'], false);
    expect(['True', 'true', '1', 'False', '0', 'maybe'].map(text => words.ofText(text))).to.deep.equal([
      1,
      1,
      1,
      0,
      0,
      undefined,
    ]);
    const digits = new ClassLabels(['0', '1'], true);
    expect(['true', ' 1', '0.0', '2'].map(text => digits.ofText(text))).to.deep.equal([1, 1, 0, undefined]);
    expect(new ClassLabels(['1', '1.0'], false).ofText('1.0')).to.equal(1);
  });
});

import { expect } from 'chai';
import { cutOutputs, cutTo, standardizedRange } from '../../src/network/prediction-range.ts';

describe('the range of predictions', () => {
  const range = { min: -2, max: 10 };

  it('cuts finite numbers outside of it to its ends, and leaves all others as they are', () => {
    const cut = [-1e30, -2.5, -2, 0, 10, 10.5, Infinity, -Infinity, Number.NaN].map(value => cutTo(range, value));
    expect(cut).to.deep.equal([-2, -2, -2, 0, 10, 10, Infinity, -Infinity, Number.NaN]);
    expect([null, undefined].map(none => cutTo(none, 1e30))).to.deep.equal([1e30, 1e30]);
  });

  it('cuts standardized outputs, as many as there are rows', () => {
    const outputs = Float32Array.of(-7, 1, 7, 7);
    cutOutputs(standardizedRange(range, 4, 2), outputs, 3);
    expect([...outputs]).to.deep.equal([-3, 1, 3, 7]);
    cutOutputs(null, outputs, 4);
    expect(outputs[3]).to.equal(7);
  });
});

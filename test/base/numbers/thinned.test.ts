import { expect } from 'chai';
import { Thinned } from '../../../src/base/numbers/thinned.ts';

describe('a thinned list', () => {
  it('keeps all items while their counts fit into its digits, then the last of each stretch', () => {
    const list = new Thinned<string>(2);
    for (const item of 'abcdefghijklmnopq') list.add(item);
    expect(list.counts).to.deep.equal([1, 2, 3, 5, 7, 11, 15, 17]);
    expect(list.values.join('')).to.equal('abcegkoq');
    expect(list.last).to.equal('q');
  });

  it('keeps the same items of a run as of a longer one, but for the last', () => {
    const [short, long] = [1000, 5000].map(length => {
      const list = new Thinned<number>(5);
      for (let n = 1; n <= length; n++) list.add(n);
      return list.counts;
    });
    expect(long!.slice(0, short!.length - 1)).to.deep.equal(short!.slice(0, -1));
  });

  it('keeps few items of a million', () => {
    const list = new Thinned<number>(8);
    for (let n = 0; n < 1e6; n++) list.add(n);
    expect(list.values.length).to.be.below(128 * 20);
  });

  it('keeps the best of a stretch, which may be said', () => {
    const list = new Thinned<number>(2, (value, kept) => value < kept);
    for (const value of [9, 8, 7, 3, 5, 4, 6, 2]) list.add(value);
    expect(list.values).to.deep.equal([9, 8, 7, 3, 4, 2]);
    expect(list.counts).to.deep.equal([1, 2, 3, 4, 6, 8]);
  });
});

import { expect } from 'chai';
import {
  balancedWeights,
  countClasses,
  parseClassWeights,
  rowWeights,
} from '../../../src/data/choosing/class-weights.ts';

describe('parseClassWeights', () => {
  const classes = ['cat', 'dog', 'a,b', 'x=y', "it's"];
  const parse = (text: string) => parseClassWeights(text, classes);

  it('gives classes that are not named the weight 1', () => {
    expect([...parse('dog=2.5')]).to.deep.equal([1, 2.5, 1, 1, 1]);
    expect([...parse(' dog = 2 , cat=1e-2 ')]).to.deep.equal([0.01, 2, 1, 1, 1]);
    expect(parse('balanced')).to.equal('balanced');
  });

  it('reads names with commas, equals signs and quotes when they are quoted', () => {
    expect([...parse(`"a,b"=2,'x=y'=3,'it''s'=4`)]).to.deep.equal([1, 1, 2, 3, 4]);
    expect([...parse(`"it's"=5`)]).to.deep.equal([1, 1, 1, 1, 5]);
  });

  const refusals: [string, string][] = [
    ['mouse=2', "⟪classWeights⟫: there is no class 'mouse'; the 5 classes are 'cat', 'dog', 'a,b', 'x=y' and 'it's'"],
    ['cat=0', "⟪classWeights⟫: got '0' for class 'cat', takes a number above 0"],
    ['cat=-1', "⟪classWeights⟫: got '-1' for class 'cat', takes a number above 0"],
    ['cat=Infinity', "⟪classWeights⟫: got 'Infinity' for class 'cat', takes a number above 0"],
    ['cat=', "⟪classWeights⟫: got '' for class 'cat', takes a number above 0"],
    ['cat=many', "⟪classWeights⟫: got 'many' for class 'cat', takes a number above 0"],
    ['cat=1,cat=2', "⟪classWeights⟫: class 'cat' is named twice"],
    ['even', "⟪classWeights⟫: got 'even', takes balanced, or weights such as a=2,b=0.5"],
    ['cat=1,', "⟪classWeights⟫: got 'cat=1,', takes balanced"],
    ['', "⟪classWeights⟫: got '', takes balanced"],
  ];
  for (const [text, message] of refusals) {
    it(`refuses '${text}'`, () => expect(() => parse(text)).to.throw(message));
  }
});

describe('balancedWeights', () => {
  it('are those of scikit-learn: rows / (classes · rows of the class)', () => {
    expect([...balancedWeights([2, 6, 4])]).to.deep.equal([12 / 6, 12 / 18, 12 / 12]);
  });

  it('do not count a class without training rows', () => {
    expect([...balancedWeights([2, 0, 6])]).to.deep.equal([8 / 4, 1, 8 / 12]);
    expect(countClasses(Int32Array.of(0, 2, 2, 0, 2), 4)).to.deep.equal([2, 0, 3, 0]);
  });
});

describe('rowWeights', () => {
  const location = (row: number) => `t.csv:${row + 2}`;
  const none = { labels: null, classWeights: null, column: null, location };
  const labels = Int32Array.of(0, 1, 0);
  const classWeights = Float64Array.of(2, 0.1);

  it('are the product of class weight and row weight, in float32', () => {
    const both = rowWeights(new Float32Array(3), { labels, classWeights, column: [1, 3, 0], location });
    expect([...both]).to.deep.equal([2, Math.fround(3 * 0.1), 0]);
    expect([...rowWeights(new Float32Array(3), { ...none, labels, classWeights })]).to.deep.equal([
      2,
      Math.fround(0.1),
      2,
    ]);
    expect([...rowWeights(new Float32Array(2), { ...none, column: [0, 4] })]).to.deep.equal([0, 4]);
  });

  const refusals: [number[], string][] = [
    [[1, Math.fround(-0.1)], 't.csv:3: got weight -0.1, expected a number, 0 or more'],
    [[1, -1], 't.csv:3: got weight -1, expected a number, 0 or more'],
    [[1, Number.POSITIVE_INFINITY], 't.csv:3: got weight a number beyond 3.4e38'],
    [[1, 1e39], 't.csv:3: got weight 1e+39, expected a number, 0 or more, that float32 can hold'],
    [[1, Number.NaN], 't.csv:3: has no weight'],
    [[0, 0], 't.csv:2: from here on all 2 rows have weight 0'],
  ];
  for (const [column, message] of refusals) {
    it(`refuse ${column.join(' and ')}, saying where`, () => {
      expect(() => rowWeights(new Float32Array(2), { ...none, column })).to.throw(message);
    });
  }
});

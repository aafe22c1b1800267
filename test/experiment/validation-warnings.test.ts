import { expect } from 'chai';
import type { LoadedData } from '../../src/data/load.ts';
import { validationWarnings } from '../../src/experiment/validation-warnings.ts';

/** Data of the classes a, b and c, each with a training row unless said otherwise. */
const data = (labels: number[] | null, classRows = [1, 1, 1]) =>
  ({
    description: { classes: ['a', 'b', 'c'], classRows },
    validation: labels === null ? null : { targets: Int32Array.from(labels), rows: labels.length },
  }) as unknown as LoadedData;
const many = (...labels: number[]) => Array.from({ length: 30 }, (_, n) => labels[n % labels.length]!);

describe('warnings about validation rows', () => {
  it('name classes that no validation row has, unless no training row has them either', () => {
    expect(validationWarnings(data(many(0, 1)))).to.deep.equal([
      "1 class has no validation row: 'c'; no score says how well it is predicted",
    ]);
    expect(validationWarnings(data(many(2)))[0]).to.contain("2 classes have no validation row: 'a' and 'b'");
    expect(validationWarnings(data(many(0, 1), [1, 1, 0]))).to.deep.equal([]);
  });

  it('count rows below 30', () => {
    expect(validationWarnings(data(many(0, 1, 2)))).to.deep.equal([]);
    expect(validationWarnings(data([0, 1, 2, 0, 1]))[0]).to.match(/^5 validation rows: each is 20% of the accuracy;/);
    const numbers = { description: { classes: null }, validation: { targets: Float32Array.of(1), rows: 1 } };
    expect(validationWarnings(numbers as unknown as LoadedData)[0]).to.match(/^1 validation row: scores vary much/);
  });

  it('say nothing without validation rows', () => {
    expect(validationWarnings(data(null))).to.deep.equal([]);
  });
});

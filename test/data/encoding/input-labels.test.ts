import { expect } from 'chai';
import fc from 'fast-check';
import { type Input, inputWidth } from '../../../src/data/encoding/inputs.ts';
import { inputLabels } from '../../../src/data/encoding/kinds/kinds.ts';
import { anyFacts } from '../../support/models.ts';

describe('labels of inputs', () => {
  it('name each number that a column becomes, in order', () => {
    const inputs: Input[] = [
      { kind: 'numeric', name: 'age', mean: 0, deviation: 1, filler: 0, indicator: true },
      { kind: 'boolean', name: 'sick', no: 'n', yes: 'y', indicator: false },
      { kind: 'categorical', name: 'island', categories: ['Biscoe', 'Dream'], other: true, indicator: true },
      {
        kind: 'date',
        name: 'day',
        dayFirst: false,
        parts: [{ part: 'year', mean: 0, deviation: 1 }, { part: 'weekday' }],
        indicator: false,
      },
    ];
    expect(inputLabels(inputs)).to.deep.equal([
      "'age'",
      "'age' missing",
      "'sick' = 'y'",
      "'island' = 'Biscoe'",
      "'island' = 'Dream'",
      "any other 'island'",
      "'island' missing",
      "year of 'day'",
      "weekday of 'day' (sine)",
      "weekday of 'day' (cosine)",
    ]);
  });

  it('are as many as the numbers, for columns of every kind', () => {
    fc.assert(
      fc.property(anyFacts, ({ inputs }) => {
        expect(inputLabels(inputs)).to.have.length(inputs.reduce((sum, input) => sum + inputWidth(input), 0));
      }),
    );
  });
});

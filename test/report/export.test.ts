import { expect } from 'chai';
import { renderDifference } from '../../src/report/export.ts';

describe('the sentence about folding', () => {
  const numbers = { on: 'check', rows: 1, greatest: 0.01234, relative: 1e-3, classesChanged: null } as const;
  const classes = { on: 'validation', rows: 1200, greatest: 1.24e-7, relative: null, classesChanged: 2 } as const;

  it('reports the largest difference, the rows, and the classes that changed', () => {
    expect(renderDifference(classes)).to.equal(
      'Folding changes probabilities by 1.2e-7 at most and the class of 2 rows (1,200 validation rows).',
    );
    expect(renderDifference({ ...classes, rows: 1, classesChanged: 0 })).to.equal(
      'Folding changes probabilities by 1.2e-7 at most and the class of no row (1 validation row).',
    );
    expect(renderDifference(numbers)).to.equal(
      "Folding changes predictions by 0.0123 at most, 0.00100 of the target's deviation (1 row).",
    );
  });

  it('reports an infinite difference', () => {
    for (const effect of [numbers, classes]) {
      expect(renderDifference({ ...effect, greatest: Number.POSITIVE_INFINITY })).to.include(
        'makes predictions infinite',
      );
    }
  });
});

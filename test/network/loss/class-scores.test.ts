import { expect } from 'chai';
import { ClassCounts } from '../../../src/network/loss/class-scores.ts';

/** Scores of rows of these classes that were taken for those. */
function scoresOf(classes: number, labels: number[], predicted: number[]) {
  const counts = new ClassCounts(classes);
  const logits = new Float32Array(labels.length * classes);
  predicted.forEach((label, n) => {
    logits[n * classes + label] = 1;
  });
  counts.add(logits, Int32Array.from(labels), labels.length);
  return counts.scores();
}

describe('ClassCounts', () => {
  it('has the numbers of a case worked out by hand', () => {
    // Rows of class 0: 4, of them 3 right; of 1: 2, 1 right; of 2: 1, wrong. Predictions: 4, 2, 1.
    const { balancedAccuracy, macroF1 } = scoresOf(3, [0, 0, 0, 0, 1, 1, 2], [0, 0, 0, 1, 1, 2, 0]);
    expect(balancedAccuracy).to.be.closeTo((3 / 4 + 1 / 2 + 0) / 3, 1e-15);
    expect(macroF1).to.be.closeTo(((2 * 3) / 8 + (2 * 1) / 4 + 0) / 3, 1e-15);
  });

  it("has the numbers of scikit-learn's documented examples", () => {
    // balanced_accuracy_score([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1]) is 0.625.
    expect(scoresOf(2, [0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1]).balancedAccuracy).to.equal(0.625);
    // f1_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], average='macro') is 0.2666...
    expect(scoresOf(3, [0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]).macroF1).to.be.closeTo(0.8 / 3, 1e-15);
  });

  it('gives a low score to a network that always predicts the largest class', () => {
    const { balancedAccuracy, macroF1 } = scoresOf(2, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Array(10).fill(0));
    expect(balancedAccuracy).to.equal(0.5);
    expect(macroF1).to.be.closeTo(18 / 19 / 2, 1e-15);
  });

  it('excludes classes without rows from the means', () => {
    expect(scoresOf(4, [0, 0, 2], [0, 0, 2])).to.deep.equal({ balancedAccuracy: 1, macroF1: 1 });
    // A row taken for an absent class is missing from its own, and that is all.
    expect(scoresOf(4, [0, 0, 2], [0, 3, 2])).to.deep.equal({ balancedAccuracy: 0.75, macroF1: (2 / 3 + 1) / 2 });
  });

  it('predicts the first class for equal logits', () => {
    const counts = new ClassCounts(2);
    counts.add(new Float32Array(4), Int32Array.of(0, 1), 2);
    expect(counts.scores().balancedAccuracy).to.equal(0.5);
  });

  it('starts again when it is reset', () => {
    const counts = new ClassCounts(2);
    counts.add(Float32Array.of(0, 1), Int32Array.of(0), 1);
    counts.reset();
    counts.add(Float32Array.of(0, 1), Int32Array.of(1), 1);
    expect(counts.scores()).to.deep.equal({ balancedAccuracy: 1, macroF1: 1 });
  });
});

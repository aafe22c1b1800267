import { expect } from 'chai';
import { chooseEngine } from '../../src/kernels/engine.ts';
import { FoldComparison } from '../../src/prediction/fold-difference.ts';
import type { SavedModel } from '../../src/saved/model.ts';
import { numericInput, randomModel } from '../support/small-models.ts';

const engine = chooseEngine('reference', () => {});

/** One input straight to the outputs, which are weight · x + bias. */
function straight(classes: readonly string[] | null, weight: number[], bias: number[]): SavedModel {
  const model = randomModel([], {}, [numericInput('a')], classes);
  const tensors = new Map([
    ['0.weight', Float32Array.from(weight)],
    ['0.bias', Float32Array.from(bias)],
  ]);
  return { ...model, tensors };
}

function compared(before: SavedModel, after: SavedModel, ...parts: number[][]) {
  const comparison = new FoldComparison(before, after, engine);
  for (const rows of parts) {
    comparison.before.input.set(rows);
    comparison.add(rows.length);
  }
  return comparison.result();
}

describe('what folding changes', () => {
  it('is the largest difference of numbers in the units of the target, over all rows', () => {
    const [before, after] = [straight(null, [1], [0]), straight(null, [1.5], [0])];
    const { deviation } = before.target;
    expect(compared(before, after, [1, -4], [2])).to.deep.equal({
      rows: 3,
      greatest: 0.5 * 4 * deviation,
      classesChanged: null,
    });
    expect(compared(before, before, [1, 2]).greatest).to.equal(0);
  });

  it('is the largest difference of probabilities, and the number of rows that change class', () => {
    const before = straight(['x', 'y'], [0, 1], [0, 0]);
    const after = straight(['x', 'y'], [0, 1], [0, -2]);
    const { rows, greatest, classesChanged } = compared(before, after, [-3, 1, 1.5, 3]);
    expect([rows, classesChanged]).to.deep.equal([4, 2]);
    const share = (logit: number) => 1 / (1 + Math.exp(-logit));
    expect(greatest).to.be.closeTo(share(1) - share(-1), 1e-6);
  });

  it('is infinite where one of the two is not finite, and 0 where neither is', () => {
    for (const classes of [null, ['x', 'y']]) {
      const outputs = classes === null ? 1 : 2;
      const finite = straight(classes, [1, 2].slice(0, outputs), [0, 0].slice(0, outputs));
      const endless = straight(classes, [3e38, 3e38].slice(0, outputs), [0, 0].slice(0, outputs));
      expect(compared(finite, endless, [10]).greatest).to.equal(Number.POSITIVE_INFINITY);
      expect(compared(endless, endless, [10]).greatest).to.equal(0);
    }
  });
});

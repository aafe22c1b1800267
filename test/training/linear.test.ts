import { expect } from 'chai';
import type { Dataset } from '../../src/data/batches/dataset.ts';
import { chooseEngine, kernelsOf } from '../../src/kernels/engine.ts';
import { fitLinear } from '../../src/training/linear.ts';

const kernels = kernelsOf(chooseEngine('plain', message => expect.fail(message)));
const ROWS = 700;
const inputs = Array.from({ length: ROWS }, (_, n) => [Math.sin(n), Math.cos(3 * n) + 0.5]);

/** More rows than a pass through the kernels takes. */
function rowsWith(targets: number[], kind: 'int32' | 'floats', weights: number[] | null = null): Dataset {
  const { memory } = kernels;
  const floats = (values: number[]) => {
    const block = memory.floats(values.length, 'float32');
    block.set(values);
    return block;
  };
  const labels = memory.int32(ROWS);
  labels.set(targets);
  return {
    x: floats(inputs.flat()),
    targets: kind === 'int32' ? labels : floats(targets),
    weights: weights === null ? null : floats(weights),
    rows: ROWS,
  };
}

describe('a linear model', () => {
  it('is a ridge regression: the solution of its normal equations', () => {
    const targets = inputs.map(([a, b], n) => 2 * a! - b! + 1 + Math.sin(7 * n) / 2);
    const rows = rowsWith(targets, 'floats');
    const [u, v, bias] = fitLinear(rows, 'regression', [2, 1], kernels)!.network.parameters.flatMap(({ view }) => [
      ...view,
    ]);
    // (XᵀX + penalty) · solution = Xᵀ·targets, the bias without penalty; both sides per row.
    const columns = [inputs.map(([a]) => a!), inputs.map(([, b]) => b!), inputs.map(() => 1)];
    const dot = (a: number[], b: number[]) => a.reduce((sum, each, n) => sum + each * b[n]!, 0);
    for (const [i, column] of columns.entries()) {
      const left = [u!, v!, bias!].reduce(
        (sum, each, j) => sum + each * (dot(column, columns[j]!) + (i === j && i < 2 ? 1 : 0)),
        0,
      );
      expect(left / ROWS).to.be.closeTo(dot(column, targets) / ROWS, 1e-3);
    }
  });

  for (const weights of [null, inputs.map((_, n) => 1 + (n % 3))]) {
    it(`is a logistic regression: the gradient of the penalized loss is 0 (${weights === null ? 'equal' : 'other'} weights)`, () => {
      const labels = inputs.map(([a, b], n) => (a! + Math.sin(5 * n) > 0.3 ? 2 : b! > 0.4 ? 1 : 0));
      const rows = rowsWith(labels, 'int32', weights);
      const { network, evaluate } = fitLinear(rows, 'classification', [2, 3], kernels)!;
      const [weight, bias] = network.parameters.map(({ view }) => [...view]) as [number[], number[]];
      const gradient = weight.map(each => each);
      let loss = 0;
      for (const [n, x] of inputs.entries()) {
        const logits = bias.map((each, k) => each + x[0]! * weight[k]! + x[1]! * weight[3 + k]!);
        const powers = logits.map(Math.exp);
        const sum = powers.reduce((a, b) => a + b);
        loss -= ((weights?.[n] ?? 1) * Math.log(powers[labels[n]!]! / sum)) / ROWS;
        for (let i = 0; i < 6; i++) {
          const k = i % 3;
          gradient[i]! += (weights?.[n] ?? 1) * (powers[k]! / sum - (labels[n] === k ? 1 : 0)) * x[Math.floor(i / 3)]!;
        }
      }
      for (const each of gradient) expect(each / ROWS).to.be.closeTo(0, 2e-3);
      const total = weights?.reduce((a, b) => a + b) ?? ROWS;
      expect(evaluate(rows).loss).to.be.closeTo((loss * ROWS) / total, 1e-4);
    });
  }

  it('has a minimum where classes can be told apart, and columns follow from others', () => {
    const rows = rowsWith(
      inputs.map(([a]) => (a! > 0 ? 1 : 0)),
      'int32',
    );
    for (let n = 0; n < ROWS; n++) rows.x[2 * n + 1] = 2 * rows.x[2 * n]!;
    expect(fitLinear(rows, 'classification', [2, 2], kernels)!.evaluate(rows).score).to.be.greaterThan(0.98);
  });
});

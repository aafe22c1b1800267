import { expect } from 'chai';
import { optimizerNames } from '../../src/kernels/reference/optimizers.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { expectClose } from '../support/close.ts';

const f = (...values: number[]) => Float64Array.from(values);
/** Labels that are not smoothed. */
const plain = f(0);

describe('reference kernels', () => {
  it('affineForward is x·weight + bias', () => {
    const out = f(0, 0, 0, 0);
    reference.affineForward(out, f(1, 2, 3, 4, 5, 6), f(1, 0, 2, -1, 0, 1), f(10, 20), 2, 3, 2);
    expect([...out]).to.deep.equal([1 + 4 + 10, -2 + 3 + 20, 4 + 10 + 10, -5 + 6 + 20]);
  });

  it('affineForward starts from 0 where there is no bias, with anything in out', () => {
    const out = f(99);
    reference.affineForward(out, f(2), f(3), null, 1, 1, 1);
    expect(out[0]).to.equal(6);
  });

  it('affineBackwardInput is dout·weightᵀ', () => {
    const dx = f(0, 0, 0);
    reference.affineBackwardInput(dx, f(1, 2), f(1, 0, 2, -1, 0, 1), 1, 3, 2);
    expect([...dx]).to.deep.equal([1, 0, 2]);
  });

  it('affineBackwardWeight is xᵀ·dout, with the column sums of dout as dbias', () => {
    const dweight = f(9, 9, 9, 9);
    const dbias = f(9, 9);
    reference.affineBackwardWeight(dweight, dbias, f(1, 2, 3, 4), f(5, 0, 6, 7), 2, 2, 2);
    expect([...dweight]).to.deep.equal([5 + 18, 10 + 24, 21, 28]);
    expect([...dbias]).to.deep.equal([4, 6]);
  });

  it('activations have the values of their formulas', () => {
    const value = (name: keyof typeof reference.activations, x: number) => {
      const out = f(0);
      reference.activations[name].forward(out, f(x), 1);
      return out[0]!;
    };
    expect(value('relu', -2)).to.equal(0);
    expect(value('relu', 3)).to.equal(3);
    expect(value('leaky-relu', -2)).to.equal(-0.02);
    expect(value('sigmoid', 0)).to.equal(0.5);
    expect(value('sigmoid', -1000)).to.equal(0);
    expect(value('tanh', 0.5)).to.equal(Math.tanh(0.5));
    // torch.nn.functional.gelu(torch.tensor(1.), approximate='tanh')
    expect(value('gelu', 1)).to.be.closeTo(0.8411919906, 1e-9);
    expect(value('gelu', -100)).to.be.closeTo(0, 1e-12);
  });

  it('relu passes a NaN on, so that divergence is seen', () => {
    const out = f(0);
    reference.activations.relu.forward(out, f(Number.NaN), 1);
    expect(out[0]).to.be.NaN;
  });

  it('softmaxCrossEntropy of equal logits is the log of the number of classes', () => {
    const totals = f(0, 0);
    const dlogits = f(0, 0, 0, 0);
    reference.losses.softmaxCrossEntropy(totals, dlogits, f(5, 5, 5, 5), Int32Array.of(2), null, plain, 1, 4);
    expect(totals[0]).to.be.closeTo(Math.log(4), 1e-15);
    expectClose(dlogits, [0.25, 0.25, -0.75, 0.25]);
  });

  it('softmaxCrossEntropy stays finite for logits beyond the range of exp', () => {
    const totals = f(0, 0);
    reference.losses.softmaxCrossEntropy(totals, null, f(1000, 0, 0, 1000), Int32Array.of(0, 0), null, plain, 2, 2);
    expect(totals[0]).to.equal(1000);
    expect(totals[1]).to.equal(1);
  });

  it('squaredError sums over rows and has the gradient of the mean', () => {
    const totals = f(0, 0);
    const dpredictions = f(0, 0);
    reference.losses.squaredError(totals, dpredictions, f(1, 5), f(2, 2), null, plain, 2, 1);
    expect(totals[0]).to.equal(10);
    expect([...dpredictions]).to.deep.equal([-1, 3]);
  });

  it('softmaxCrossEntropy weights rows as torch.nn.functional.cross_entropy weights classes', () => {
    // Two classes, logits (0, ln 3): softmax is (1/4, 3/4). Labels 0, 1, 0 with weights 2, 1, 2.
    const l = Math.log(3);
    const totals = f(0, 0, 0);
    const dlogits = new Float64Array(6);
    reference.losses.softmaxCrossEntropy(
      totals,
      dlogits,
      f(0, l, 0, l, 0, l),
      Int32Array.of(0, 1, 0),
      f(2, 1, 2),
      plain,
      3,
      2,
    );
    expectClose(totals, [2 * Math.log(4) + Math.log(4 / 3) + 2 * Math.log(4), 1, 5]);
    expectClose(dlogits, [-0.3, 0.3, 0.05, -0.05, -0.3, 0.3]);
  });

  it('softmaxCrossEntropy with smoothed labels has the gradient of a mixed target, and the loss of the label alone', () => {
    // Logits (0, ln 3): softmax is (1/4, 3/4). With s = 0.2 the label has 0.8 + 0.1, the other class 0.1.
    const l = Math.log(3);
    const [totals, dlogits] = [f(0, 0, 0), new Float64Array(4)];
    const labels = Int32Array.of(0, 1);
    reference.losses.softmaxCrossEntropy(totals, dlogits, f(0, l, 0, l), labels, f(2, 1), f(0.2), 2, 2);
    expectClose(totals, [2 * Math.log(4) + Math.log(4 / 3), 1, 3]);
    expectClose(dlogits, [(2 * (0.25 - 0.9)) / 3, (2 * (0.75 - 0.1)) / 3, (0.25 - 0.1) / 3, (0.75 - 0.9) / 3]);
  });

  it('squaredError weights rows in the loss and not in the sum for R²', () => {
    const totals = f(0, 0, 0);
    const dpredictions = f(0, 0);
    reference.losses.squaredError(totals, dpredictions, f(1, 5), f(2, 2), f(3, 1), plain, 2, 1);
    expect([...totals]).to.deep.equal([3 * 1 + 9, 1 + 9, 4]);
    expect([...dpredictions]).to.deep.equal([(2 * 3 * -1) / 4, (2 * 3) / 4]);
  });

  it('losses have the gradient of their weighted mean, in agreement with differences', () => {
    const weights = f(0.5, 0, 2, 1.25);
    const labels = Int32Array.of(2, 0, 1, 2);
    const logits = Float64Array.from({ length: 12 }, (_, i) => ((i * 7) % 5) - 2);
    const targets = f(1, -1, 0.5, 2);
    const gradients = [new Float64Array(12), new Float64Array(4)];
    const losses = [
      (d: Float64Array | null, x: Float64Array) => {
        const totals = f(0, 0, 0);
        reference.losses.softmaxCrossEntropy(totals, d, x, labels, weights, plain, 4, 3);
        return totals[0]! / totals[2]!;
      },
      (d: Float64Array | null, x: Float64Array) => {
        const totals = f(0, 0, 0);
        reference.losses.squaredError(totals, d, x, targets, weights, plain, 4, 1);
        return totals[0]! / totals[2]!;
      },
    ];
    losses.forEach((loss, which) => {
      const x = which === 0 ? logits : f(0.5, 1, -1, 3);
      loss(gradients[which]!, x);
      const numeric = x.map((value, i) => {
        const at = (h: number) => loss(null, x.with(i, value + h));
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      });
      expectClose(gradients[which]!, numeric, { relative: 1e-7, absolute: 1e-9 });
    });
  });

  it('sgd decays the first parameters only', () => {
    const parameters = f(10, 10);
    reference.optimizers.sgd(parameters, [f(0, 0)], null, f(1, 1), f(0.1, 0.5, 0, 0, 0), 1, 2);
    expectClose(parameters, [10 - 0.1 * (1 + 5), 10 - 0.1]);
  });

  it('sgd follows the velocity, and with Nesterov looks ahead of it', () => {
    for (const [nesterov, expected] of [
      [0, [1 - 0.1 * 1, 0.9 - 0.1 * 1.9]],
      [1, [1 - 0.1 * 1.9, 0.81 - 0.1 * (1 + 0.9 * 1.9)]],
    ] as const) {
      const parameters = f(1);
      const velocity = f(0);
      const seen: number[] = [];
      for (let step = 0; step < 2; step++) {
        reference.optimizers.sgd(parameters, [velocity], null, f(1), f(0.1, 0, 0, 0.9, nesterov), 0, 1);
        seen.push(parameters[0]!);
      }
      expectClose(seen, expected);
    }
  });

  it('adam takes first steps of the learning rate, along the sign of the gradient, however large that is', () => {
    const parameters = f(1, 1, 1);
    const rates = f(0.1, 0, 0, 0.9, 0.999, 1e-8, 1 - 0.9, Math.sqrt(1 - 0.999));
    reference.optimizers.adam(parameters, [f(0, 0, 0), f(0, 0, 0)], null, f(1e-4, -7, 0), rates, 3, 3);
    expectClose(parameters, [0.9, 1.1, 1], { relative: 2e-4 });
  });

  it('adam adds the decay to the gradient, and adamw shrinks the parameter by it, of the first parameters only', () => {
    const step = (name: 'adam' | 'adamw') => {
      const [parameters, m, v] = [f(10, 10), f(0, 0), f(0, 0)];
      // Without averages: a step is the learning rate in the direction of the gradient.
      reference.optimizers[name](parameters, [m, v], null, f(1, 1), f(0.1, 0.5, 0, 0, 0, 0, 1, 1), 1, 2);
      return { parameters, m, v };
    };
    expect(step('adam')).to.deep.equal({ parameters: f(9.9, 9.9), m: f(6, 1), v: f(36, 1) });
    expect(step('adamw')).to.deep.equal({ parameters: f(9.4, 9.9), m: f(1, 1), v: f(1, 1) });
  });

  it('every step moves an average towards the new parameters, by its share of the distance', () => {
    for (const name of optimizerNames) {
      const step = (average: Float64Array | null) => {
        const [parameters, state] = [f(10, -3), [f(0, 0), f(0, 0)]];
        reference.optimizers[name](parameters, state, average, f(1, 2), f(0.1, 0.5, 0.25, 0, 0, 1, 1, 1), 1, 2);
        return parameters;
      };
      const average = f(2, -3);
      const parameters = step(average);
      expect([...parameters], 'the same parameters').to.deep.equal([...step(null)]);
      expectClose(average, [0.75 * 2 + 0.25 * parameters[0]!, 0.75 * -3 + 0.25 * parameters[1]!]);
    }
  });

  it('gather takes rows by index', () => {
    const out = f(0, 0, 0, 0);
    reference.gather(out, f(1, 2, 3, 4, 5, 6), Int32Array.of(9, 2, 0), 1, 2, 2);
    expect([...out]).to.deep.equal([5, 6, 1, 2]);
  });
});

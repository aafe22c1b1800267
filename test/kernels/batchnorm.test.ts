import { expect } from 'chai';
import fc from 'fast-check';
import { reference } from '../../src/kernels/reference/reference.ts';
import { expectClose } from '../support/close.ts';
import { batchnormNumbers } from '../support/fixtures.ts';

interface Case {
  x: number[];
  gamma: number[];
  beta: number[];
  dout: number[];
  eps: number;
  N: number;
  D: number;
}

/** Everything batch norm gives for one batch, in float64. */
function runBatchNorm({ x, gamma, beta, dout, eps, N, D }: Case) {
  const f = (values: readonly number[]) => Float64Array.from(values);
  const zeros = (size: number) => new Float64Array(size);
  const [out, sums, mean, variance, invStd] = [zeros(N * D), zeros(4 * D), zeros(D), zeros(D), zeros(D)];
  const statistics = [mean, variance, invStd] as const;
  const operands = [f(gamma), f(beta), null] as const;
  reference.batchnormForward(out, ...statistics, sums, f(x), ...operands, Float64Array.of(eps), N, D);
  const closed = { dx: zeros(N * D), dgamma: zeros(D), dbeta: zeros(D) };
  const staged = { dx: zeros(N * D), dgamma: zeros(D), dbeta: zeros(D) };
  const [xhat, ones] = [zeros(N * D), zeros(D).fill(1)];
  const unused = [zeros(D), zeros(D), zeros(D), sums] as const;
  reference.batchnormForward(xhat, ...unused, f(x), ones, zeros(D), null, Float64Array.of(eps), N, D);
  const gradients = [closed.dx, closed.dgamma, closed.dbeta] as const;
  reference.batchnormBackward(...gradients, sums, f(dout), out, f(x), ...statistics, ...operands, N, D);
  const { dx, dgamma, dbeta } = staged;
  reference.batchnormBackwardStaged(
    dx,
    dgamma,
    dbeta,
    f(dout),
    f(x),
    mean,
    variance,
    f(gamma),
    Float64Array.of(eps),
    N,
    D,
  );
  return { out, xhat, mean, variance, closed, staged };
}

/** One column. */
function column(x: number[], dout: number[], eps: number, gamma = 1, beta = 0): Case {
  return { x, gamma: [gamma], beta: [beta], dout, eps, N: x.length, D: 1 };
}

const passes = ['closed', 'staged'] as const;

describe('batch norm kernels', () => {
  const hand = batchnormNumbers.hand_computed;

  it('give the hand-computed mean, variance, xhat and output', () => {
    const { out, xhat, mean, variance } = runBatchNorm(column(hand.x, hand.dout, 0, hand.gamma, hand.beta));
    expect(mean[0]).to.equal(hand.mean);
    expect(variance[0]).to.equal(hand.biased_var);
    expectClose(xhat, hand.xhat, { what: 'xhat' });
    expectClose(out, hand.y, { what: 'y' });
  });

  for (const pass of passes) {
    it(`give the hand-computed gradients (${pass})`, () => {
      const { dx, dgamma, dbeta } = runBatchNorm(column(hand.x, hand.dout, 0, hand.gamma, hand.beta))[pass];
      expectClose(dbeta, [hand.dbeta], { what: 'dbeta' });
      expectClose(dgamma, [hand.dgamma], { what: 'dgamma' });
      expectClose(dx, hand.dx, { what: 'dx' });
    });

    it(`give the gradients of two rows at both eps (${pass})`, () => {
      const { x, dout } = batchnormNumbers.two_rows;
      for (const [eps, key] of [
        [1e-5, 'dx_at_eps_1e-5'],
        [1e-3, 'dx_at_eps_1e-3'],
      ] as const) {
        // The reference is written with five digits at the larger eps.
        expectClose(runBatchNorm(column(x, dout, eps))[pass].dx, batchnormNumbers.two_rows[key], { relative: 1e-5 });
      }
    });

    it(`agree with cs231n's gradient check (${pass})`, () => {
      const check = batchnormNumbers.cs231n_gradient_check;
      const { gamma, beta, eps } = check;
      const found = runBatchNorm({ x: check.x.flat(), gamma, beta, dout: check.dout.flat(), eps, N: 4, D: 5 });
      expectClose(found.out, check.out.flat(), { relative: 1e-9, what: 'out' });
      expectClose(found[pass].dx, check.dx.flat(), { relative: 1e-7, what: 'dx' });
      expectClose(found[pass].dgamma, check.dgamma, { relative: 1e-9, what: 'dgamma' });
      expectClose(found[pass].dbeta, check.dbeta, { relative: 1e-9, what: 'dbeta' });
    });

    it(`keep the sum of dx over the rows at 0 (${pass})`, () => {
      const { dx } = runBatchNorm(column([3, -1, 4, 1, -5], [0.3, -2, 0.7, 1, 5], 1e-5, 1.7))[pass];
      expect(dx.reduce((sum, value) => sum + value)).to.be.closeTo(0, 1e-14);
    });

    it(`give dx 0 for a dout that is the same in all rows (${pass})`, () => {
      const { dx } = runBatchNorm(column([3, -1, 4, 1, -5], [2, 2, 2, 2, 2], 1e-5))[pass];
      expectClose(dx, [0, 0, 0, 0, 0], { absolute: 1e-15 });
    });

    it(`give y = beta and dx = 0 for a single row (${pass})`, () => {
      const found = runBatchNorm(column([42], [3], 1e-5, 2, 0.5));
      expect([...found.out]).to.deep.equal([0.5]);
      expectClose(found[pass].dx, [0]);
    });

    it(`give xhat -1 and 1, and dx 0, for two rows at eps 0 (${pass})`, () => {
      const found = runBatchNorm(column([1, 3], [1, 0], 0));
      expect([...found.xhat]).to.deep.equal([-1, 1]);
      expectClose(found[pass].dx, [0, 0]);
    });

    it(`give y = beta and finite gradients for a constant column (${pass})`, () => {
      const found = runBatchNorm(column([7, 7, 7], [1, -2, 5], 1e-5, 3, 0.25));
      expect([...found.out]).to.deep.equal([0.25, 0.25, 0.25]);
      for (const view of Object.values(found[pass])) expect(view.every(Number.isFinite)).to.equal(true);
    });
  }

  it('give xhat 0 for two equal rows, at eps 0 too', () => {
    expect([...runBatchNorm(column([3, 3], [1, 0], 0)).xhat]).to.deep.equal([0, 0]);
  });

  it('compute the variance in two passes, so that a large mean costs no digits', () => {
    const { variance } = runBatchNorm(column([1e8, 1e8 + 1, 1e8 + 2, 1e8 + 3], [0, 0, 0, 0], 0));
    expect(variance[0]).to.equal(1.25);
  });

  it('give the same output for a·x as for x, at eps towards 0', () => {
    const x = [3, -1, 4, 1, -5];
    const plain = runBatchNorm(column(x, x, 1e-300)).out;
    const scaled = runBatchNorm(
      column(
        x.map(value => 1000 * value),
        x,
        1e-300,
      ),
    ).out;
    expectClose(scaled, plain, { relative: 1e-12 });
  });

  it('normalize by the running statistics in eval mode: scale 1 and shift -2 in the folded case', () => {
    const out = new Float64Array(2);
    const of = (value: number) => Float64Array.of(value);
    reference.batchnormForwardEval(
      out,
      Float64Array.of(0, 10),
      of(hand.gamma),
      of(hand.beta),
      of(5),
      of(4),
      of(0),
      2,
      1,
    );
    const { scale, shift } = hand.folded_with_running_mean_5_var_4;
    expectClose(out, [shift, 10 * scale + shift]);
  });

  it('have a closed form that equals the staged pass on any batch', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true });
    const batch = fc.tuple(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 5 })).chain(([N, D]) =>
      fc.record({
        x: fc.array(number, { minLength: N * D, maxLength: N * D }),
        dout: fc.array(number, { minLength: N * D, maxLength: N * D }),
        gamma: fc.array(number, { minLength: D, maxLength: D }),
        beta: fc.array(number, { minLength: D, maxLength: D }),
        eps: fc.constantFrom(1e-5, 1e-3, 0.1),
        N: fc.constant(N),
        D: fc.constant(D),
      }),
    );
    fc.assert(
      fc.property(batch, batchCase => {
        const { closed, staged } = runBatchNorm(batchCase);
        // Both take differences of large sums; what is left is exact to the size of what went in.
        const size = 1e4 / Math.sqrt(batchCase.eps);
        expectClose(closed.dx, staged.dx, { relative: 1e-8, absolute: 1e-11 * size });
        expectClose(closed.dgamma, staged.dgamma, { relative: 1e-8, absolute: 1e-11 * size });
        expectClose(closed.dbeta, staged.dbeta, { relative: 1e-8, absolute: 1e-11 });
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

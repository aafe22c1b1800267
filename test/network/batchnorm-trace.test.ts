import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { backwardNodes, closedNodes, forwardNodes } from '../../src/kernels/reference/batchnorm-graph.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { traceBatchNorm } from '../../src/network/batchnorm-trace.ts';
import { expectClose } from '../support/close.ts';

const [N, D] = [6, 3];
const random = Random.stream(1, 'gradcheck');
const draw = (size: number) => Float64Array.from({ length: size }, () => random.normal());
const batch = { x: draw(N * D), dout: draw(N * D), gamma: draw(D), beta: draw(D), eps: Float64Array.of(1e-3), N, D };
const trace = traceBatchNorm(batch);

type Numbers = Readonly<Record<string, number | readonly number[]>>;

/** Computes a formula as it is written, for one unit; for one of its rows where it has no sum over all rows. */
function compute(formula: string, numbers: Numbers, row: number): number {
  const javascript = formula
    .replaceAll(/[a-z]\w*/gi, name => (typeof numbers[name] === 'number' ? `the.${name}` : `the.${name}[n]`))
    .replaceAll(/Σ (\S+(?: · \S+)*)/g, 'sum(n => $1)')
    .replaceAll('√', 'Math.sqrt')
    .replaceAll('²', '**2')
    .replaceAll('·', '*');
  const sum = (term: (n: number) => number) => Array.from({ length: N }, (_, n) => term(n)).reduce((a, b) => a + b, 0);
  return new Function('the', 'sum', 'n', `return ${javascript}`)(numbers, sum, row);
}

describe('a trace of batch norm', () => {
  for (const [pass, nodes] of Object.entries({ forward: forwardNodes, backward: backwardNodes, closed: closedNodes })) {
    for (const [name, { formula, of }] of Object.entries(nodes)) {
      it(`has in the ${pass} pass the number that its formula says: ${name} = ${formula}`, () => {
        const numbersOf = (values: Float64Array, d: number) =>
          values.length === D ? values[d]! : Array.from({ length: N }, (_, n) => values[n * D + d]!);
        const found = (trace as unknown as Record<string, Record<string, Float64Array>>)[pass]![name]!;
        const given = { x: batch.x, dout: batch.dout, gamma: batch.gamma, beta: batch.beta };
        const all = { ...given, ...trace.forward, ...(pass === 'forward' ? {} : trace.backward) };
        expect(found).to.have.lengthOf(of === 'rows' ? N * D : D);
        for (let d = 0; d < D; d++) {
          const numbers = { N, eps: batch.eps[0]!, ...mapped(all, values => numbersOf(values, d)) };
          for (let n = 0; n < (of === 'rows' ? N : 1); n++) {
            const value = of === 'rows' ? found[n * D + d]! : found[d]!;
            expect(value).to.be.closeTo(compute(formula, numbers, n), 1e-12);
          }
        }
      });
    }
  }

  it('has the bits of the kernels, forward and backward', () => {
    const zeros = (size: number) => new Float64Array(size);
    const [out, xhat, dx, sums, dgamma, dbeta] = [N * D, N * D, N * D, 4 * D, D, D].map(zeros) as Float64Array[];
    const [mean, variance, invStd] = [zeros(D), zeros(D), zeros(D)];
    const { x, dout, gamma, beta, eps } = batch;
    const statistics = [mean, variance, invStd] as const;
    reference.batchnormForward(xhat!, ...statistics, sums!, x, zeros(D).fill(1), zeros(D), null, eps, N, D);
    reference.batchnormForward(out!, ...statistics, sums!, x, gamma, beta, null, eps, N, D);
    const gradients = [dx!, dgamma!, dbeta!] as const;
    reference.batchnormBackward(...gradients, sums!, dout, out!, x, ...statistics, gamma, beta, null, N, D);
    expect(trace.forward.out).to.deep.equal(out);
    expect(trace.forward.xhat).to.deep.equal(xhat);
    expect(trace.forward.var).to.deep.equal(variance);
    expect(trace.closed).to.deep.equal({ dx, dgamma, dbeta });
  });

  it('has the same gradients in both backward passes, apart from rounding', () => {
    for (const name of ['dx', 'dgamma', 'dbeta'] as const) {
      expectClose(trace.backward[name], trace.closed[name], { absolute: 1e-14 });
    }
  });
});

function mapped<V, W>(values: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

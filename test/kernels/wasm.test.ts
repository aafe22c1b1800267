import { expect } from 'chai';
import fc from 'fast-check';
import { chooseEngine, kernelsOf } from '../../src/kernels/engine.ts';
import type { EngineName } from '../../src/kernels/engine-names.ts';
import type { Kernels, OptimizerKernel, Vector } from '../../src/kernels/kernels.ts';
import { type ActivationName, activationNames } from '../../src/kernels/reference/activations.ts';
import { optimizerNames } from '../../src/kernels/reference/optimizers.ts';
import { agreesWithReference } from '../../src/kernels/self-check.ts';
import { whyNoBlas } from '../support/blas.ts';
import { Twins, type Views } from '../support/twins.ts';

const SIZES = [1, 2, 3, 5, 7, 8, 15, 16, 17, 33, 100, 129];
const major = Number(process.versions.node.split('.')[0]);
/** What this Node has to be able to run: a set that is missing fails its tests. */
const sets: EngineName[] = major >= 24 ? ['plain', 'fused', 'wide'] : ['plain', 'fused'];
/** The sets to test here; the last one where the machine has a BLAS. */
const testedSets = [...sets, 'blas'] as const;

/** Uneven ones, with zeros among them. */
const weightsOf = (size: number) => ({ size, values: (n: number) => (n === 0 ? 1.5 : (n % 4) * 0.5) });
const f = (...values: number[]) => Float64Array.from(values);

function kernels(name: EngineName): Kernels {
  return kernelsOf(chooseEngine(name, message => expect.fail(message)));
}

function affine(twins: Twins, N: number, D: number, M: number): void {
  const what = `${N} x ${D} x ${M}`;
  const input = (size: number) => ({ size, deviation: 1 });
  const output = (size: number) => ({ size });
  twins.kernels.planAffine(N, D, M);
  twins.compare(
    `affineForward ${what}`,
    { out: output(N * M), x: input(N * D), weight: input(D * M), bias: input(M) },
    (k, { out, x, weight, bias }) => k.affineForward(out, x, weight, bias, N, D, M),
  );
  twins.compare(
    `affineForward without bias ${what}`,
    { out: output(N * M), x: input(N * D), weight: input(D * M) },
    (k, { out, x, weight }) => k.affineForward(out, x, weight, null, N, D, M),
  );
  twins.compare(
    `affineBackwardInput ${what}`,
    { dx: output(N * D), dout: input(N * M), weight: input(D * M) },
    (k, { dx, dout, weight }) => k.affineBackwardInput(dx, dout, weight, N, D, M),
  );
  twins.compare(
    `affineBackwardWeight ${what}`,
    { dweight: output(D * M), dbias: output(M), dout: input(N * M), x: input(N * D) },
    (k, { dweight, dbias, dout, x }) => k.affineBackwardWeight(dweight, dbias, dout, x, N, D, M),
  );
}

function batchnorm(twins: Twins, N: number, D: number, deviation = 1): void {
  const what = `${N} x ${D}`;
  const matrix = { size: N * D };
  const row = { size: D };
  const input = { size: N * D, deviation };
  const parameter = { size: D, deviation: 1 };
  const positive = { size: D, values: (i: number) => 0.1 + ((i * 37) % 11) };
  const sums = { size: 4 * D };
  const activations = [null, ...activationNames];
  const activation = activations[(N + D) % activations.length]!;
  twins.compare(
    `batchnormForward ${what}, ${activation}`,
    { out: matrix, mean: row, variance: row, invStd: row, sums, x: input, gamma: parameter, beta: parameter },
    (k, v) => {
      const { out, mean, variance, invStd, x, gamma, beta } = v;
      k.batchnormForward(out, mean, variance, invStd, v.sums, x, gamma, beta, activation, f(1e-3), N, D);
      v.sums.fill(0); // scratch
    },
    1e-4,
  );
  twins.compare(
    `batchnormForwardEval ${what}`,
    { out: matrix, x: input, gamma: parameter, beta: parameter, mean: parameter, variance: positive },
    (k, v) => k.batchnormForwardEval(v.out, v.x, v.gamma, v.beta, v.mean, v.variance, f(1e-5), N, D),
  );
  const backward = {
    ...{ dgamma: row, dbeta: row, sums, out: { size: N * D, deviation: 1 }, x: { size: N * D, deviation: 1 } },
    ...{ mean: parameter, variance: positive, invStd: positive, gamma: parameter, beta: parameter },
  };
  const runBackward = (k: Kernels, v: Views<keyof typeof backward>, dx: Vector, dout: Vector) => {
    const { dgamma, dbeta, out, x, mean, variance, invStd, gamma, beta } = v;
    const operands = [v.sums, dout, out, x, mean, variance, invStd, gamma, beta] as const;
    k.batchnormBackward(dx, dgamma, dbeta, ...operands, activation, N, D);
    v.sums.fill(0);
  };
  twins.compare(
    `batchnormBackward ${what}, ${activation}`,
    { dx: matrix, dout: input, ...backward },
    (k, v) => runBackward(k, v, v.dx, v.dout),
    1e-4,
  );
  twins.compare(
    `batchnormBackward in place ${what}, ${activation}`,
    { dx: { ...input, changed: true }, ...backward },
    (k, v) => runBackward(k, v, v.dx, v.dx),
    1e-4,
  );
  twins.compare(
    `batchnormBackwardStaged ${what}`,
    {
      dx: matrix,
      dgamma: row,
      dbeta: row,
      dout: input,
      x: input,
      mean: parameter,
      variance: positive,
      gamma: parameter,
    },
    (k, v) =>
      k.batchnormBackwardStaged(v.dx, v.dgamma, v.dbeta, v.dout, v.x, v.mean, v.variance, v.gamma, f(1e-3), N, D),
    1e-4,
  );
  twins.compare(
    `updateRunning ${what}`,
    {
      mean: { ...parameter, changed: true },
      variance: { ...positive, changed: true },
      batchMean: parameter,
      batchVar: positive,
    },
    (k, { mean, variance, batchMean, batchVar }) =>
      k.updateRunning(mean, variance, batchMean, batchVar, f(0.1, 1.25), D),
  );
}

function layernorm(twins: Twins, N: number, D: number, deviation = 1): void {
  const what = `${N} x ${D}`;
  const matrix = { size: N * D };
  const column = { size: N };
  const input = { size: N * D, deviation };
  const parameter = { size: D, deviation: 1 };
  const positive = { size: N, values: (i: number) => 0.1 + ((i * 37) % 11) };
  twins.compare(
    `rowNorms.layer.forward ${what}`,
    {
      out: matrix,
      xhat: matrix,
      mean: column,
      variance: column,
      invStd: column,
      x: input,
      gamma: parameter,
      beta: parameter,
    },
    (k, v) =>
      k.rowNorms.layer.forward(v.out, v.xhat, v.mean, v.variance, v.invStd, v.x, v.gamma, v.beta, f(1e-3), N, D),
    1e-4,
  );
  twins.compare(
    `rowNorms.layer.backward ${what}`,
    {
      dx: matrix,
      dgamma: { size: D },
      dbeta: { size: D },
      dout: input,
      xhat: { size: N * D, deviation: 1 },
      invStd: positive,
      gamma: parameter,
    },
    (k, v) => k.rowNorms.layer.backward(v.dx, v.dgamma, v.dbeta, v.dout, v.xhat, v.invStd, v.gamma, N, D),
    1e-4,
  );
}

function elementwise(twins: Twins, size: number): void {
  const special = [0, -0, 1e-20, -1e-20, 20, -20, 88, -88, 1000, -1000, Number.NaN, Number.POSITIVE_INFINITY];
  const x = {
    size,
    values: (i: number) => (i % 5 === 4 ? special[((i / 5) % special.length) | 0]! : ((i * 7919) % 800) / 100 - 4),
  };
  for (const name of ['relu', 'leaky-relu', 'sigmoid', 'tanh', 'gelu'] as ActivationName[]) {
    // Infinity times 0 is NaN where the formulas differ, which proves nothing.
    const finite = { size, values: (i: number) => (x.values(i) === Number.POSITIVE_INFINITY ? 3 : x.values(i)) };
    twins.compare(`${name} forward ${size}`, { out: { size }, x: finite }, (k, v) =>
      k.activations[name].forward(v.out, v.x, size),
    );
    twins.compare(
      `${name} backward ${size}`,
      { dx: { size }, dout: { size, deviation: 1, changed: true }, x: { ...finite, changed: true }, out: { size } },
      (k, v) => {
        k.activations[name].forward(v.out, v.x, size);
        k.activations[name].backward(v.dx, v.dout, v.x, v.out, size);
        v.dout.set(v.dx); // in place
        k.activations[name].backward(v.dout, v.dout, v.x, v.out, size);
        k.activations[name].forward(v.x, v.x, size);
      },
      // 1 - out² of an out near 1 has few digits in float32.
      3e-4,
    );
  }
}

function optimizer(twins: Twins, size: number): void {
  const block = { size, deviation: 1 };
  const changed = { ...block, changed: true };
  for (const averaged of [false, true]) {
    const withAverage = averaged ? ', average' : '';
    for (const [momentum, nesterov, decay] of [
      [0, false, 0],
      [0, false, 0.1],
      [0.9, false, 0.1],
      [0.9, true, 0],
      [0.9, true, 0.1],
    ] as const) {
      const what = `sgd ${size}, momentum ${momentum}, ${nesterov ? 'Nesterov, ' : ''}decay ${decay}${withAverage}`;
      const rates = f(0.05, decay, 0.2, momentum, nesterov ? 1 : 0);
      const call = (k: Kernels, v: Views<'parameters' | 'average' | 'gradients'>, velocity: Vector) =>
        k.optimizers.sgd(v.parameters, [velocity], averaged ? v.average : null, v.gradients, rates, size >> 1, size);
      if (momentum > 0) {
        const operands = { parameters: changed, average: changed, velocity: changed, gradients: block };
        twins.compare(what, operands, (k, v) => call(k, v, v.velocity));
      } else {
        // Without momentum nothing reads the velocity, and it need not be written.
        twins.compare(what, { parameters: changed, average: changed, gradients: block }, (k, v) => {
          const width = v.parameters instanceof Float32Array ? 'float32' : 'float64';
          call(k, v, k.memory.floats(size, width));
        });
      }
    }
    const squares = { size, values: (i: number) => ((i * 7919) % 100) / 100, changed: true };
    for (const name of ['adam', 'adamw'] as const) {
      for (const decay of [0, 0.1]) {
        const rates = f(0.05, decay, 0.2, 0.9, 0.99, 1e-8, 0.4, 0.2);
        const operands = { parameters: changed, average: changed, m: changed, v: squares, gradients: block };
        const what = `${name} ${size}, decay ${decay}${withAverage}`;
        twins.compare(what, operands, (k, { parameters, average, m, v, gradients }) => {
          k.optimizers[name](parameters, [m, v], averaged ? average : null, gradients, rates, size >> 1, size);
        });
      }
    }
  }
  twins.compare(`scale ${size}`, { x: changed }, (k, { x }) => k.scale(x, f(0.3), size));
  twins.compare(`sumOfSquares ${size}`, { x: block, sum: { size: 1 } }, (k, { x, sum }) => {
    const total = f(0);
    k.sumOfSquares(total, x, size);
    sum[0] = total[0]!;
  });
}

for (const set of testedSets) {
  describe(`the ${set} kernels${set === 'blas' && whyNoBlas !== null ? ` (skipped: ${whyNoBlas})` : ''}`, () => {
    let twins: Twins;
    before(function () {
      if (set === 'blas' && whyNoBlas !== null) this.skip();
      twins = new Twins(kernels(set));
    });

    it('agree with the reference in all three affine products, of any sizes', () => {
      for (const N of SIZES) for (const D of SIZES) for (const M of SIZES) affine(twins, N, D, M);
    });

    it('agree in affine products that are larger than a block', () => {
      for (const [N, D, M] of [
        [3, 700, 40],
        [330, 20, 30],
        [64, 64, 1024],
        [350, 350, 9],
      ] as const)
        affine(twins, N, D, M);
    });

    it('agree in batch norm, forward and backward', () => {
      for (const N of SIZES) for (const D of SIZES) batchnorm(twins, N, D);
    });

    it('agree in layer norm, forward and backward', () => {
      // One element is its own mean: what is left are rounding errors.
      for (const N of SIZES) for (const D of SIZES.filter(size => size > 1)) layernorm(twins, N, D);
    });

    it('agree in batch norm of more rows than a strip has, with any remainder', () => {
      for (const rows of [1, 3, 8, 9, 10, 16, 17, 31, 68]) batchnorm(twins, rows, 1037);
    });

    it('give the same bits in batch norm whether a matrix goes in one strip or in many', () => {
      const k = twins.kernels;
      const [N, D, part] = [21, 1024, 33];
      const filled = (size: number, seed: number) => {
        const view = k.memory.floats(size, 'float32');
        for (let i = 0; i < size; i++) view[i] = (((i + seed) * 7919) % 2003) / 1001 - 1;
        return view;
      };
      const [x, dout, gamma, beta] = [filled(N * D, 1), filled(N * D, 2), filled(D, 3), filled(D, 4)];
      /** The first `width` columns, by themselves: a smaller matrix goes in one strip. */
      let activation: ActivationName | null = null;
      const run = (width: number) => {
        const columns = (from: Vector) => {
          const view = k.memory.floats(N * width, 'float32');
          for (let n = 0; n < N; n++) view.set(from.subarray(n * D, n * D + width), n * width);
          return view;
        };
        const floats = (size: number) => k.memory.floats(size, 'float32');
        const [out, dx, sums] = [floats(N * width), floats(N * width), floats(4 * width)];
        const [mean, variance, invStd, dgamma, dbeta] = Array.from({ length: 5 }, () => floats(width)) as Vector[] & {
          length: 5;
        };
        const statistics = [mean!, variance!, invStd!] as const;
        const from = columns(x);
        k.batchnormForward(out, ...statistics, sums, from, gamma, beta, activation, f(1e-5), N, width);
        const operands = [sums, columns(dout), out, from, ...statistics, gamma, beta, activation] as const;
        k.batchnormBackward(dx, dgamma!, dbeta!, ...operands, N, width);
        const matrices = [out, dx].map(matrix =>
          Array.from({ length: N }, (_, n) => [...matrix.subarray(n * width, n * width + part)]),
        );
        return { matrices, rows: [mean, variance, invStd, dgamma, dbeta].map(row => [...row!.subarray(0, part)]) };
      };
      for (activation of [null, ...activationNames]) expect(run(D), `${activation}`).to.deep.equal(run(part));
    });

    it('give batch norm with an activation the bits of both in turn, in float32', () => {
      const k = twins.kernels;
      const [N, D] = [13, 45];
      const filled = (size: number, seed: number) => {
        const view = k.memory.floats(size, 'float32');
        for (let i = 0; i < size; i++) view[i] = (((i + seed) * 7919) % 2003) / 501 - 2;
        return view;
      };
      const [x, dout, gamma, beta] = [filled(N * D, 1), filled(N * D, 2), filled(D, 3), filled(D, 4)];
      const empty = (size: number) => k.memory.floats(size, 'float32');
      const run = (activation: ActivationName | null, dout: Vector) => {
        const [out, dx, sums, dgamma, dbeta] = [N * D, N * D, 4 * D, D, D].map(empty) as Vector[] & { length: 5 };
        const statistics = [empty(D), empty(D), empty(D)] as const;
        k.batchnormForward(out!, ...statistics, sums!, x, gamma, beta, activation, f(1e-3), N, D);
        const operands = [sums!, dout, out!, x, ...statistics, gamma, beta, activation] as const;
        k.batchnormBackward(dx!, dgamma!, dbeta!, ...operands, N, D);
        return { out: out!, gradients: [dx, dgamma, dbeta].map(gradient => [...gradient!]) };
      };
      for (const name of activationNames) {
        const normalized = run(null, dout).out;
        const [out, g] = [empty(N * D), empty(N * D)];
        k.activations[name].forward(out, normalized, N * D);
        k.activations[name].backward(g, dout, normalized, out, N * D);
        const both = run(name, dout);
        expect([...both.out], name).to.deep.equal([...out]);
        expect(both.gradients, name).to.deep.equal(run(null, g).gradients);
      }
    });

    it('agree in every activation, at special values too', () => {
      for (const size of SIZES) elementwise(twins, size);
    });

    it('agree in the optimizer', () => {
      for (const size of SIZES) optimizer(twins, size);
    });

    it('agree in softmax cross-entropy, its gradient and its count', () => {
      for (const N of SIZES) {
        for (const M of SIZES.filter(size => size > 1)) {
          const { memory } = twins.kernels;
          const labels = memory.int32(N);
          for (let n = 0; n < N; n++) labels[n] = (n * 5) % M;
          const totals = memory.floats(3, 'float64') as Float64Array;
          for (const [weighted, smoothing] of [
            [false, 0],
            [true, 0],
            [false, 0.1],
            [true, 0.3],
          ] as const) {
            twins.compare(
              `softmaxCrossEntropy ${N} x ${M}${weighted ? ', weighted' : ''}, smoothing ${smoothing}`,
              { dlogits: { size: N * M }, logits: { size: N * M, deviation: 5 }, w: weightsOf(N), sums: { size: 3 } },
              (k, { dlogits, logits, w, sums }) => {
                const weights = weighted ? w : null;
                k.losses.softmaxCrossEntropy(totals, dlogits, logits, labels, weights, f(smoothing), N, M);
                sums.set(totals);
                k.losses.softmaxCrossEntropy(totals, null, logits, labels, weights, f(0), N, M);
                expect([...totals].map(Math.fround)).to.deep.equal([...sums].map(Math.fround));
              },
            );
          }
        }
      }
    });

    it('make a NaN loss of a NaN logit', () => {
      const { kernels: k } = twins;
      const totals = k.memory.floats(3, 'float64') as Float64Array;
      for (const M of [2, 3, 10]) {
        const logits = k.memory.floats(2 * M, 'float32');
        for (let at = 0; at < 2 * M; at++) {
          logits.fill(1);
          logits[at] = Number.NaN;
          k.losses.softmaxCrossEntropy(totals, null, logits, k.memory.int32(2), null, f(0), 2, M);
          expect(totals[0], `logit ${at} of ${M} classes`).to.be.NaN;
        }
      }
    });

    it('give few classes the bits that they have beside classes with logit -∞', () => {
      const { kernels: k } = twins;
      const [N, more] = [7, 5];
      const totals = k.memory.floats(3, 'float64') as Float64Array;
      const run = (M: number, classes: number) => {
        const [logits, dlogits] = [k.memory.floats(N * M, 'float32'), k.memory.floats(N * M, 'float32')];
        const [weights, labels] = [k.memory.floats(N, 'float32'), k.memory.int32(N)];
        logits.fill(Number.NEGATIVE_INFINITY);
        // The logits of the last row are all the same.
        for (let n = 0; n < N; n++) {
          for (let m = 0; m < classes; m++) logits[n * M + m] = n === N - 1 ? 1 : 9 * Math.sin(5 * n + m);
          labels[n] = n % classes;
          weights[n] = n / 3;
        }
        k.losses.softmaxCrossEntropy(totals, dlogits, logits, labels, weights, f(0), N, M);
        return [...totals, ...[...dlogits].filter((_, at) => at % M < classes)];
      };
      for (const classes of [2, 3]) expect(run(classes, classes)).to.deep.equal(run(more, classes));
    });

    it('agree in squared error', () => {
      const totals = twins.kernels.memory.floats(3, 'float64') as Float64Array;
      for (const N of SIZES) {
        const input = { size: N, deviation: 2 };
        for (const weighted of [false, true]) {
          twins.compare(
            `squaredError ${N}${weighted ? ', weighted' : ''}`,
            { d: { size: N }, y: input, t: input, w: weightsOf(N), sums: { size: 3 } },
            (k, { d, y, t, w, sums }) => {
              k.losses.squaredError(totals, d, y, t, weighted ? w : null, f(0), N, 1);
              sums.set(totals);
            },
          );
        }
      }
    });

    it('give rows of weight 1 the bits of rows without weights, and rows of weight 0 no loss and no gradient', () => {
      const { kernels: k } = twins;
      const [N, M] = [7, 5];
      const make = (size: number) => k.memory.floats(size, 'float32');
      const [logits, dlogits, targets, errors, weights] = [make(N * M), make(N * M), make(N), make(N), make(N)];
      for (let i = 0; i < N * M; i++) logits[i] = Math.sin(i);
      const [labels, totals] = [k.memory.int32(N), k.memory.floats(3, 'float64') as Float64Array];
      const run = (w: typeof weights | null) => {
        k.losses.softmaxCrossEntropy(totals, dlogits, logits, labels, w, f(0.1), N, M);
        const classification = [...totals];
        k.losses.squaredError(totals, errors, logits, targets, w, f(0), N, 1);
        return { classification, regression: [...totals], dlogits: [...dlogits], errors: [...errors] };
      };
      expect(run(weights.fill(1))).to.deep.equal(run(null));
      const none = run(weights.fill(0));
      expect([none.classification[0], none.classification[2]]).to.deep.equal([0, 0]);
      expect([none.regression[0], none.regression[2]]).to.deep.equal([0, 0]);
      expect([...none.dlogits, ...none.errors].every(gradient => gradient === 0)).to.equal(true);
    });

    it('gather rows and targets', () => {
      for (const N of SIZES) {
        for (const D of SIZES) {
          const rows = twins.kernels.memory.int32(N + 2);
          for (let n = 0; n < N + 2; n++) rows[n] = (n * 7 + 3) % 13;
          twins.compare(
            `gather ${N} x ${D}`,
            { out: { size: N * D }, data: { size: 13 * D, deviation: 1 } },
            (k, { out, data }) => k.gather(out, data, rows, 2, N, D),
          );
          twins.compare(
            `gatherTargets ${N}`,
            { out: { size: N }, values: { size: 13, deviation: 1 } },
            (k, { out, values }) => k.gatherTargets(out, values, rows, 1, N),
          );
        }
      }
    });

    it('agree on random sizes and magnitudes', () => {
      const size = fc.integer({ min: 1, max: 70 });
      fc.assert(
        fc.property(size, size, size, fc.constantFrom(1e-3, 1, 1e3), (N, D, M, deviation) => {
          affine(twins, N, D, M);
          // Of a few rows, gradients are small differences of large numbers.
          batchnorm(twins, N + 4, D, deviation);
          layernorm(twins, N, D + 4, deviation);
        }),
        { seed: 1, numRuns: 100 },
      );
    });

    it('give the same bits when V8 has optimized them', async () => {
      const k = twins.kernels;
      const [N, D, M] = [33, 129, 17];
      const random = (size: number, seed: number) => {
        const view = k.memory.floats(size, 'float32');
        for (let i = 0; i < size; i++) view[i] = (((i + seed) * 7919) % 2003) / 1001 - 1;
        return view;
      };
      const [x, weight, dout] = [random(N * D, 1), random(D * M, 2), random(N * M, 3)];
      const [out, dx, dweight] = [random(N * M, 4), random(N * D, 5), random(D * M, 6)];
      k.planAffine(N, D, M);
      const run = () => {
        k.affineForward(out, x, weight, null, N, D, M);
        k.affineBackwardInput(dx, dout, weight, N, D, M);
        k.affineBackwardWeight(dweight, null, dout, x, N, D, M);
        return [...out, ...dx, ...dweight];
      };
      const cold = run();
      for (let i = 0; i < 3000; i++) run();
      await new Promise(resolve => setTimeout(resolve, 100));
      expect(run()).to.deep.equal(cold);
    });
  });
}

describe('chooseEngine', () => {
  it('chooses the fastest set on this Node', () => {
    expect(chooseEngine('auto', message => expect.fail(message)).name).to.equal(sets.at(-1));
  });

  it('chooses the requested set', () => {
    for (const set of ['reference', ...sets] as const) expect(chooseEngine(set, () => {}).name).to.equal(set);
  });

  if (major < 24) {
    it('refuses a set that this Node cannot run', () => {
      expect(() => chooseEngine('wide', () => {})).to.throw(/^⟪engine⟫: got 'wide', which does not run on this Node/);
    });
  }
});

describe('agreesWithReference', () => {
  it('is true of every set', () => {
    for (const set of ['reference', ...sets] as const) expect(agreesWithReference(kernels(set)), set).to.equal(true);
  });

  it('is false of kernels with a wrong gradient, a NaN, or a step in the wrong direction', () => {
    const right = kernels('reference');
    const wrong: Partial<Kernels>[] = [
      { affineBackwardInput: dx => void dx.fill(0) },
      { rowNorms: { layer: { ...right.rowNorms.layer, backward: dx => void dx.fill(0) } } },
      { batchnormBackward: dx => void dx.fill(Number.NaN) },
      ...optimizerNames.map(name => ({
        optimizers: {
          ...right.optimizers,
          [name]: ((p, s, a, g, rates, ...sizes) =>
            right.optimizers[name](p, s, a, g, rates.with(0, -rates[0]!), ...sizes)) as OptimizerKernel,
        },
      })),
    ];
    for (const change of wrong) expect(agreesWithReference({ ...right, ...change })).to.equal(false);
  });
});

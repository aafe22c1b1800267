import { expect } from 'chai';
import { chooseEngine, kernelsOf } from '../../src/kernels/engine.ts';
import type { Vector } from '../../src/kernels/kernels.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { Arena } from '../../src/kernels/wasm/arena.ts';
import { instantiate } from '../../src/kernels/wasm/kernels.ts';
import { expectClose } from '../support/close.ts';
import { readJson } from '../support/fixtures.ts';

interface Case {
  x: number[][];
  gamma: number[];
  beta: number[];
  dout: number[][];
  eps: number;
}

const { about, ...cases } = readJson('layernorm.json');

/** Everything layer norm gives for one batch. */
function run(
  { x, gamma, beta, dout, eps }: Case,
  { rowNorms, memory } = reference,
  width: 'float32' | 'float64' = 'float64',
) {
  const [N, D] = [x.length, x[0]!.length];
  const f = (values: readonly number[]) => {
    const view = memory.floats(values.length, width);
    view.set(values);
    return view;
  };
  const zeros = (size: number) => memory.floats(size, width);
  const [out, xhat, mean, variance, invStd] = [zeros(N * D), zeros(N * D), zeros(N), zeros(N), zeros(N)];
  const [dx, dgamma, dbeta] = [zeros(N * D), zeros(D), zeros(D)];
  const scale = f(gamma);
  rowNorms.layer.forward(out, xhat, mean, variance, invStd, f(x.flat()), scale, f(beta), Float64Array.of(eps), N, D);
  rowNorms.layer.backward(dx, dgamma, dbeta, f(dout.flat()), xhat, invStd, scale, N, D);
  return { out, xhat, mean, variance, dx, dgamma, dbeta };
}

describe('layer norm', () => {
  for (const [name, numbers] of Object.entries<any>(cases)) {
    it(`has PyTorch's outputs and gradients (${name})`, () => {
      const got = run(numbers) as Record<string, Vector>;
      for (const part of ['out', 'dx', 'dgamma', 'dbeta']) {
        expectClose(got[part]!, numbers[part].flat(), { relative: 1e-9, absolute: 1e-9, what: part });
      }
    });
  }

  for (const set of ['plain', 'fused'] as const) {
    it(`gives a constant row its beta and no gradient in float32, without eps too (${set})`, () => {
      const kernels = kernelsOf(chooseEngine(set, message => expect.fail(message)));
      for (const eps of [0, 1e-5]) {
        const x = Array.from({ length: 19 }, () => 1e4 / 3);
        const beta = x.map((_, d) => d);
        const { out, variance } = run({ x: [x], gamma: x, beta, dout: [beta], eps }, kernels, 'float32');
        expect([...out]).to.deep.equal(beta);
        expect(variance[0]).to.equal(0);
      }
    });

    it(`gives the same bits however its outputs are divided (${set})`, () => {
      const engine = chooseEngine(set, message => expect.fail(message));
      const arena = new Arena(engine.memory!);
      const wasm = instantiate({ module: engine.module!, blas: null }, arena);
      for (const [N, D] of [
        [5, 40],
        [33, 100],
      ] as const) {
        const filled = (size: number, seed: number) => {
          const view = arena.floats(size, 'float32');
          for (let i = 0; i < size; i++) view[i] = Math.sin(i * seed);
          return view.byteOffset;
        };
        const [x, dout, gamma, beta] = [filled(N * D, 1), filled(N * D, 2), filled(D, 3), filled(D, 4)];
        const eps = arena.floats(1, 'float64').byteOffset;
        /** All outputs, from kernels that are called for one part after the other. */
        const divided = (rows: number, columns: number) => {
          const sizes = [N * D, N * D, N, N, N, N * D, D, D];
          const views = sizes.map(size => arena.floats(size, 'float32'));
          const [out, xhat, mean, variance, invStd, dx, dgamma, dbeta] = views.map(view => view.byteOffset) as any[];
          for (let n = 0; n < N; n += rows) {
            const end = Math.min(n + rows, N);
            wasm.layernormForward(out, xhat, mean, variance, invStd, x, gamma, beta, eps, N, D, n, end);
          }
          const all = Math.ceil(N / 16) * 16 + D;
          for (let at = 0; at < all; at += columns) {
            wasm.layernormBackward(dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, D, at, Math.min(at + columns, all));
          }
          return views.map(view => [...view]);
        };
        const whole = divided(N, 1e6);
        for (const [rows, columns] of [
          [1, 16],
          [4, 32],
          [8, 48],
        ] as const) {
          expect(divided(rows, columns), `${N} x ${D} by ${rows} and ${columns}`).to.deep.equal(whole);
        }
      }
    });
  }
});

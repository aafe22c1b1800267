/** Batch norm of a module, in training, with the activation behind it. Threads divide it by columns. */

import type { Kernels } from '../kernels.ts';
import { type ActivationName, activationNames } from '../reference/activations.ts';
import type { WasmExports } from './exports.ts';
import { COLUMNS, ELEMENT_COST, ELEMENTS_WORTH_SHARING } from './sharing.ts';
import type { Team } from './team.ts';

/** The numbers of activations in the module; the one after the last is none. */
const kinds = Object.fromEntries(activationNames.map((name, kind) => [name, kind])) as Record<ActivationName, number>;
const NO_ACTIVATION = activationNames.length;

/** `scalars` is memory of the module, for eps. */
export function batchnormKernels(
  wasm: WasmExports,
  team: Team | null,
  scalars: Float64Array,
): Pick<Kernels, 'batchnormForward' | 'batchnormBackward'> {
  const scalarsAt = scalars.byteOffset;
  return {
    batchnormForward(out, mean, variance, invStd, sums, x, gamma, beta, activation, eps, N, D) {
      const outAt = out.byteOffset;
      const meanAt = mean.byteOffset;
      const varianceAt = variance.byteOffset;
      const invStdAt = invStd.byteOffset;
      const sumsAt = sums.byteOffset;
      const xAt = x.byteOffset;
      const gammaAt = gamma.byteOffset;
      const betaAt = beta.byteOffset;
      const kind = activation === null ? NO_ACTIVATION : kinds[activation];
      scalars[0] = eps[0]!;
      if (team === null || N * D < ELEMENTS_WORTH_SHARING) {
        const { batchnormForward: forward } = wasm;
        forward(outAt, meanAt, varianceAt, invStdAt, sumsAt, xAt, gammaAt, betaAt, kind, scalarsAt, N, D, 0, D);
      } else {
        team.set7(outAt, meanAt, varianceAt, invStdAt, sumsAt, xAt, gammaAt);
        team.set5(7, betaAt, kind, scalarsAt, N, D);
        team.run('batchnormForward', D, COLUMNS, ELEMENT_COST * N * D);
      }
    },
    batchnormBackward(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, activation, N, D) {
      const dxAt = dx.byteOffset;
      const dgammaAt = dgamma.byteOffset;
      const dbetaAt = dbeta.byteOffset;
      const sumsAt = sums.byteOffset;
      const doutAt = dout.byteOffset;
      const outAt = out.byteOffset;
      const xAt = x.byteOffset;
      const meanAt = mean.byteOffset;
      const varianceAt = variance.byteOffset;
      const invStdAt = invStd.byteOffset;
      const gammaAt = gamma.byteOffset;
      const betaAt = beta.byteOffset;
      const kind = activation === null ? NO_ACTIVATION : kinds[activation];
      if (team === null || N * D < ELEMENTS_WORTH_SHARING) {
        const { batchnormBackward: backward } = wasm;
        backward(
          dxAt,
          dgammaAt,
          dbetaAt,
          sumsAt,
          doutAt,
          outAt,
          xAt,
          meanAt,
          varianceAt,
          invStdAt,
          gammaAt,
          betaAt,
          kind,
          N,
          D,
          0,
          D,
        );
      } else {
        team.set7(dxAt, dgammaAt, dbetaAt, sumsAt, doutAt, outAt, xAt);
        team.set5(7, meanAt, varianceAt, invStdAt, gammaAt, betaAt);
        team.set5(12, kind, N, D, 0, 0);
        team.run('batchnormBackward', D, COLUMNS, ELEMENT_COST * N * D);
      }
    },
  };
}

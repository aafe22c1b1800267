/** The normalizations over rows of a module. Threads divide them by rows. */

import type { RowNormKernels } from '../kernels.ts';
import { type RowNormName, rowNormNames } from '../reference/norms.ts';
import type { WasmExports } from './exports.ts';
import { COLUMNS, ELEMENT_COST, ELEMENTS_WORTH_SHARING, WHOLE_ROWS } from './sharing.ts';
import { rowNormBackwards, rowNormForwards, type Team } from './team.ts';

/** `scalars` is memory of the module, for eps. */
export function rowNormKernels(
  wasm: WasmExports,
  team: Team | null,
  scalars: Float64Array,
): Readonly<Record<RowNormName, RowNormKernels>> {
  const kernels = rowNormNames.map((name, index) => [name, rowNormKernel(wasm, team, scalars, index)]);
  return Object.fromEntries(kernels);
}

function rowNormKernel(wasm: WasmExports, team: Team | null, scalars: Float64Array, index: number): RowNormKernels {
  const forwardOf = wasm[rowNormForwards[index]!];
  const backwardOf = wasm[rowNormBackwards[index]!];
  const scalarsAt = scalars.byteOffset;
  return {
    forward(out, xhat, mean, variance, invStd, x, gamma, beta, eps, N, D) {
      const outAt = out.byteOffset;
      const xhatAt = xhat.byteOffset;
      const meanAt = mean.byteOffset;
      const varianceAt = variance.byteOffset;
      const invStdAt = invStd.byteOffset;
      const xAt = x.byteOffset;
      const gammaAt = gamma.byteOffset;
      const betaAt = beta.byteOffset;
      scalars[0] = eps[0]!;
      if (team === null || N * D < ELEMENTS_WORTH_SHARING) {
        forwardOf(outAt, xhatAt, meanAt, varianceAt, invStdAt, xAt, gammaAt, betaAt, scalarsAt, N, D, 0, N);
      } else {
        team.set7(outAt, xhatAt, meanAt, varianceAt, invStdAt, xAt, gammaAt);
        team.set5(7, betaAt, scalarsAt, N, D, index);
        team.run('rowNormForward', N, WHOLE_ROWS, ELEMENT_COST * N * D);
      }
    },
    backward(dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, D) {
      const dxAt = dx.byteOffset;
      const dgammaAt = dgamma.byteOffset;
      const dbetaAt = dbeta.byteOffset;
      const doutAt = dout.byteOffset;
      const xhatAt = xhat.byteOffset;
      const invStdAt = invStd.byteOffset;
      const gammaAt = gamma.byteOffset;
      // dx is divided by rows first, then dgamma and dbeta by columns.
      const parts = filled(N) + D;
      if (team === null || N * D < ELEMENTS_WORTH_SHARING) {
        backwardOf(dxAt, dgammaAt, dbetaAt, doutAt, xhatAt, invStdAt, gammaAt, N, D, 0, parts);
      } else {
        team.set7(dxAt, dgammaAt, dbetaAt, doutAt, xhatAt, invStdAt, gammaAt);
        team.set5(7, N, D, index, 0, 0);
        team.run('rowNormBackward', parts, COLUMNS, ELEMENT_COST * N * D);
      }
    },
  };
}

/** Rows rounded up so that columns begin at a cache line. */
function filled(rows: number): number {
  return Math.ceil(rows / COLUMNS) * COLUMNS;
}

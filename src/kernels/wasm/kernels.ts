/**
 * The kernels of a WebAssembly module, with the same interface as the reference. Views must be in the memory of the
 * module, an Arena, because the module gets their addresses.
 */

import { bindBlas } from '../blas/binding.ts';
import type { BlasLibrary } from '../blas/library.ts';
import type { ActivationKernels, Kernels, LossKernel, OptimizerKernel, Vector } from '../kernels.ts';
import { activationNames } from '../reference/activations.ts';
import { lossNames } from '../reference/losses.ts';
import { optimizerNames } from '../reference/optimizers.ts';
import type { Arena } from './arena.ts';
import { batchnormKernels } from './batchnorm.ts';
import { blasProducts, pieceOf, SMALLEST_DIVIDED } from './blas-products.ts';
import { camel, type Elementwise, type ElementwiseBackward, type LossExport, type WasmExports } from './exports.ts';
import { rowNormKernels } from './row-norms.ts';
import {
  COLUMNS,
  ELEMENT_COST,
  ELEMENTS,
  ELEMENTS_WORTH_SHARING,
  PRODUCT_WORTH_SHARING,
  ROWS,
  WHOLE_ROWS,
} from './sharing.ts';
import { optimizerSteps, Team, type TeamState } from './team.ts';

/** Max scalars of one kernel. */
const MAX_SCALARS = 8;

/** The code of a set of kernels. */
export interface KernelCode {
  readonly module: WebAssembly.Module;
  /** The library that computes products; null for the module itself. */
  readonly blas: BlasLibrary | null;
}

export function instantiate({ module, blas }: KernelCode, arena: Arena): WasmExports {
  const instance = new WebAssembly.Instance(module, { env: { memory: arena.memory, abort } });
  const exports = instance.exports as WasmExports;
  if (blas === null) return exports;
  return { ...exports, ...blasProducts(bindBlas(blas), arena.memory.buffer, exports) };
}

/** With the state of a team, its helpers share the kernels that are worth sharing. */
export function wasmKernels(
  { name, ...code }: KernelCode & { readonly name: string },
  arena: Arena,
  teamState: TeamState | null = null,
): Kernels {
  const wasm = instantiate(code, arena);
  let scratch = 0;
  let scratchBytes = 0;
  const productWorthSharing = code.blas === null ? PRODUCT_WORTH_SHARING : SMALLEST_DIVIDED;
  const team = teamState === null ? null : new Team(teamState, wasm);
  const threads = 1 + (teamState?.helpers ?? 0);
  // Memory in which the module reads and writes scalars: passed as numbers, each would be an object in every call.
  const scalars = arena.floats(MAX_SCALARS, 'float64') as Float64Array;
  const scalarsAt = scalars.byteOffset;
  function optimizerKernel(index: number): OptimizerKernel {
    const step = wasm[optimizerSteps[index]!];
    return (parameters, state, average, gradients, rates, decayed, size) => {
      const parametersAt = parameters.byteOffset;
      const state0At = state[0]!.byteOffset;
      const state1At = state.length > 1 ? state[1]!.byteOffset : 0;
      const averageAt = average === null ? 0 : average.byteOffset;
      const gradientsAt = gradients.byteOffset;
      for (let i = 0; i < rates.length; i++) scalars[i] = rates[i]!;
      if (team === null || size < ELEMENTS_WORTH_SHARING) {
        step(parametersAt, state0At, state1At, averageAt, gradientsAt, scalarsAt, decayed, 0, size);
      } else {
        team.set7(parametersAt, state0At, state1At, averageAt, gradientsAt, scalarsAt, decayed);
        team.set5(7, index, 0, 0, 0, 0);
        team.run('optimizerStep', size, ELEMENTS, ELEMENT_COST * size);
      }
    };
  }

  return {
    name,
    memory: arena,

    planAffine(N, D, M) {
      const bytes = Math.ceil(wasm.affineScratch(N, D, M) / 64) * 64;
      if (bytes <= scratchBytes) return;
      scratchBytes = bytes;
      scratch = arena.floats((threads * bytes) / 4, 'float32').byteOffset;
      team?.setScratch(scratch, bytes);
    },
    affineForward(out, x, weight, bias, N, D, M) {
      const biasAt = bias === null ? 0 : bias.byteOffset;
      if (team === null || N * D * M < productWorthSharing) {
        wasm.affineForward(out.byteOffset, x.byteOffset, weight.byteOffset, biasAt, N, D, M, scratch, 0, M);
      } else {
        team.set7(out.byteOffset, x.byteOffset, weight.byteOffset, biasAt, N, D, M);
        if (code.blas !== null) team.run('affineForward', M, pieceOf(M, N * D * M), N * D * M);
        else if (rowsAreFairer(N, M, threads)) team.run('affineForwardRows', N, ROWS, N * D * M);
        else team.run('affineForward', M, COLUMNS, N * D * M);
      }
    },
    affineBackwardInput(dx, dout, weight, N, D, M) {
      if (team === null || N * D * M < productWorthSharing) {
        wasm.affineBackwardInput(dx.byteOffset, dout.byteOffset, weight.byteOffset, N, D, M, scratch, 0, D);
      } else {
        team.set7(dx.byteOffset, dout.byteOffset, weight.byteOffset, N, D, M, 0);
        if (code.blas !== null) team.run('affineBackwardInput', D, pieceOf(D, N * D * M), N * D * M);
        else if (rowsAreFairer(N, D, threads)) team.run('affineBackwardInputRows', N, ROWS, N * D * M);
        else team.run('affineBackwardInput', D, COLUMNS, N * D * M);
      }
    },
    affineBackwardWeight(dweight, dbias, dout, x, N, D, M) {
      if (team === null || N * D * M < productWorthSharing) {
        wasm.affineBackwardWeight(dweight.byteOffset, x.byteOffset, dout.byteOffset, N, D, M, scratch, 0, D);
      } else {
        team.set7(dweight.byteOffset, x.byteOffset, dout.byteOffset, N, D, M, 0);
        team.run('affineBackwardWeight', D, code.blas === null ? ROWS : pieceOf(D, N * D * M), N * D * M);
      }
      if (dbias !== null) wasm.affineBackwardBias(dbias.byteOffset, dout.byteOffset, N, M, 0, M);
    },

    ...batchnormKernels(wasm, team, scalars),
    batchnormForwardEval(out, x, gamma, beta, runningMean, runningVar, eps, N, D) {
      scalars[0] = eps[0]!;
      wasm.batchnormForwardEval(
        out.byteOffset,
        x.byteOffset,
        gamma.byteOffset,
        beta.byteOffset,
        runningMean.byteOffset,
        runningVar.byteOffset,
        scalarsAt,
        N,
        D,
        0,
        D,
      );
    },
    updateRunning(mean, variance, batchMean, batchVar, rates, D) {
      scalars[0] = rates[0]!;
      scalars[1] = rates[1]!;
      const meanAt = mean.byteOffset;
      const varianceAt = variance.byteOffset;
      wasm.updateRunning(meanAt, varianceAt, batchMean.byteOffset, batchVar.byteOffset, scalarsAt, D);
    },
    batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, batchMean, batchVar, gamma, eps, N, D) {
      scalars[0] = eps[0]!;
      wasm.batchnormBackwardStaged(
        dx.byteOffset,
        dgamma.byteOffset,
        dbeta.byteOffset,
        dout.byteOffset,
        x.byteOffset,
        batchMean.byteOffset,
        batchVar.byteOffset,
        gamma.byteOffset,
        scalarsAt,
        N,
        D,
        0,
        D,
      );
    },

    rowNorms: rowNormKernels(wasm, team, scalars),

    activations: named(activationNames, name =>
      elementwise(wasm[`${camel(name)}Forward`], wasm[`${camel(name)}Backward`]),
    ),
    losses: named(lossNames, name => lossKernel(wasm[name], scalars)),
    optimizers: named(optimizerNames, (_, index) => optimizerKernel(index)),
    sumOfSquares(total, x, size) {
      wasm.sumOfSquares(scalarsAt, x.byteOffset, 0, size);
      total[0] = scalars[0]!;
    },
    scale(x, factor, size) {
      scalars[0] = factor[0]!;
      wasm.scale(x.byteOffset, scalarsAt, 0, size);
    },

    gather(out, data, rowIndices, begin, N, D) {
      if (team === null || N * D < ELEMENTS_WORTH_SHARING) {
        wasm.gather(out.byteOffset, data.byteOffset, rowIndices.byteOffset, begin, N, D);
      } else {
        team.set7(out.byteOffset, data.byteOffset, rowIndices.byteOffset, begin, D, 0, 0);
        team.run('gather', N, WHOLE_ROWS, ELEMENT_COST * N * D);
      }
    },
    gatherTargets(out, values, rowIndices, begin, N) {
      wasm.gatherWords(out.byteOffset, values.byteOffset, rowIndices.byteOffset, begin, N);
    },
  };
}

/**
 * Whether dividing a product by its rows is more even than dividing it by its columns. If both are equal, columns are
 * better, because each panel of the weight is then packed once.
 */
function rowsAreFairer(rows: number, columns: number, threads: number): boolean {
  return largestShare(rows / ROWS, threads) < largestShare(columns / COLUMNS, threads);
}

/** The largest share of one thread, as a fraction of the tiles; the last tile may be cut. */
function largestShare(tiles: number, threads: number): number {
  return Math.ceil(Math.ceil(tiles) / threads) / Math.ceil(tiles);
}

/** Makes a table with an entry for each name. */
function named<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name, index: number) => T,
): Record<Name, T> {
  return Object.fromEntries(names.map((name, index) => [name, make(name, index)])) as Record<Name, T>;
}

function elementwise(forward: Elementwise, backward: ElementwiseBackward): ActivationKernels {
  return {
    forward(out: Vector, x: Vector, size: number) {
      forward(out.byteOffset, x.byteOffset, 0, size);
    },
    backward(dx: Vector, dout: Vector, x: Vector, out: Vector, size: number) {
      backward(dx.byteOffset, dout.byteOffset, x.byteOffset, out.byteOffset, 0, size);
    },
  };
}

function lossKernel(loss: LossExport, scalars: Float64Array): LossKernel {
  return (totals, doutput, outputs, targets, weights, smoothing, N, M) => {
    scalars[0] = smoothing[0]!;
    const doutputAt = doutput === null ? 0 : doutput.byteOffset;
    const weightsAt = weights === null ? 0 : weights.byteOffset;
    loss(totals.byteOffset, doutputAt, outputs.byteOffset, targets.byteOffset, weightsAt, scalars.byteOffset, N, M);
  };
}

function abort(): never {
  throw new Error('a kernel aborted');
}

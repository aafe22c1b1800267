/**
 * The kernels of a WebAssembly module, behind the same interface as the reference. Views have to lie in the module's
 * memory, an Arena: what the module gets is their address.
 */

import type { ActivationKernels, Kernels, OptimizerKernel, Vector } from '../kernels.ts';
import { norms } from '../reference/norms.ts';
import { type OptimizerName, optimizerNames } from '../reference/optimizers.ts';
import type { Arena } from './arena.ts';
import type { WasmExports } from './exports.ts';
import { optimizerSteps, Team, type TeamState } from './team.ts';

/** Multiply-adds, or elements, below which handing a kernel out to a team costs more than it gains. */
const PRODUCT_WORTH_SHARING = 300_000;
const ELEMENTS_WORTH_SHARING = 20_000;
/** What an element costs, in multiply-adds of a product. */
const ELEMENT_COST = 20;
/** Where work may be divided: columns to a cache line, rows that suit a tile, rows gathered at once, the optimizer's block. */
const COLUMNS = 16;
const ROWS = 6;
const GATHERED_ROWS = 4;
const ELEMENTS = 1024;
/** Scalars of one kernel. */
const MAX_SCALARS = 8;

export function instantiate(module: WebAssembly.Module, arena: Arena): WasmExports {
  const instance = new WebAssembly.Instance(module, { env: { memory: arena.memory, abort } });
  return instance.exports as WasmExports;
}

/** With a team's state, its helpers take their share of whatever is worth sharing. */
export function wasmKernels(
  name: string,
  module: WebAssembly.Module,
  arena: Arena,
  teamState: TeamState | null = null,
): Kernels {
  const wasm = instantiate(module, arena);
  let scratch = 0;
  let scratchBytes = 0;
  const team = teamState === null ? null : new Team(teamState, wasm);
  const threads = 1 + (teamState?.helpers ?? 0);
  // Where the module reads and writes scalars: passed as numbers, each would be an object a call.
  const scalars = arena.floats(MAX_SCALARS, 'float64');
  const scalarsAt = scalars.byteOffset;
  const { reluForward, leakyReluForward, sigmoidForward, tanhForward, geluForward } = wasm;
  const { reluBackward, leakyReluBackward, sigmoidBackward, tanhBackward, geluBackward } = wasm;

  const optimizers = Object.fromEntries(optimizerNames.map((name, index) => [name, optimizerKernel(index)])) as Record<
    OptimizerName,
    OptimizerKernel
  >;

  function optimizerKernel(index: number): OptimizerKernel {
    const step = wasm[optimizerSteps[index]!];
    return (parameters, state, gradients, rates, decayed, size) => {
      const parametersAt = parameters.byteOffset;
      const state0At = state[0]!.byteOffset;
      const state1At = state.length > 1 ? state[1]!.byteOffset : 0;
      const gradientsAt = gradients.byteOffset;
      for (let i = 0; i < rates.length; i++) scalars[i] = rates[i]!;
      if (team === null || size < ELEMENTS_WORTH_SHARING) {
        step(parametersAt, state0At, state1At, gradientsAt, scalarsAt, decayed, 0, size);
      } else {
        team.set7(parametersAt, state0At, state1At, gradientsAt, scalarsAt, decayed, index);
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
      if (team === null || N * D * M < PRODUCT_WORTH_SHARING) {
        wasm.affineForward(out.byteOffset, x.byteOffset, weight.byteOffset, biasAt, N, D, M, scratch, 0, M);
      } else {
        team.set7(out.byteOffset, x.byteOffset, weight.byteOffset, biasAt, N, D, M);
        if (rowsAreFairer(N, M, threads)) team.run('affineForwardRows', N, ROWS, N * D * M);
        else team.run('affineForward', M, COLUMNS, N * D * M);
      }
    },
    affineBackwardInput(dx, dout, weight, N, D, M) {
      if (team === null || N * D * M < PRODUCT_WORTH_SHARING) {
        wasm.affineBackwardInput(dx.byteOffset, dout.byteOffset, weight.byteOffset, N, D, M, scratch, 0, D);
      } else {
        team.set7(dx.byteOffset, dout.byteOffset, weight.byteOffset, N, D, M, 0);
        if (rowsAreFairer(N, D, threads)) team.run('affineBackwardInputRows', N, ROWS, N * D * M);
        else team.run('affineBackwardInput', D, COLUMNS, N * D * M);
      }
    },
    affineBackwardWeight(dweight, dbias, dout, x, N, D, M) {
      if (team === null || N * D * M < PRODUCT_WORTH_SHARING) {
        wasm.affineBackwardWeight(dweight.byteOffset, x.byteOffset, dout.byteOffset, N, D, M, scratch, 0, D);
      } else {
        team.set7(dweight.byteOffset, x.byteOffset, dout.byteOffset, N, D, M, 0);
        team.run('affineBackwardWeight', D, ROWS, N * D * M);
      }
      if (dbias !== null) wasm.affineBackwardBias(dbias.byteOffset, dout.byteOffset, N, M, 0, M);
    },

    norms: {
      batch: {
        forward(out, xhat, batchMean, batchVar, invStd, x, gamma, beta, eps, N, D) {
          const outAt = out.byteOffset;
          const xhatAt = xhat.byteOffset;
          const meanAt = batchMean.byteOffset;
          const varAt = batchVar.byteOffset;
          const invStdAt = invStd.byteOffset;
          const xAt = x.byteOffset;
          const gammaAt = gamma.byteOffset;
          const betaAt = beta.byteOffset;
          scalars[0] = eps[0]!;
          if (team === null || N * D < ELEMENTS_WORTH_SHARING) {
            wasm.batchnormForward(outAt, xhatAt, meanAt, varAt, invStdAt, xAt, gammaAt, betaAt, scalarsAt, N, D, 0, D);
          } else {
            team.set7(outAt, xhatAt, meanAt, varAt, invStdAt, xAt, gammaAt);
            team.set4(7, betaAt, scalarsAt, N, D);
            team.run('batchnormForward', D, COLUMNS, ELEMENT_COST * N * D);
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
          if (team === null || N * D < ELEMENTS_WORTH_SHARING) {
            wasm.batchnormBackward(dxAt, dgammaAt, dbetaAt, doutAt, xhatAt, invStdAt, gammaAt, N, D, 0, D);
          } else {
            team.set7(dxAt, dgammaAt, dbetaAt, doutAt, xhatAt, invStdAt, gammaAt);
            team.set4(7, N, D, 0, 0);
            team.run('batchnormBackward', D, COLUMNS, ELEMENT_COST * N * D);
          }
        },
      },
      layer: norms.layer,
    },
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
    updateRunning(running, batch, rates, D) {
      scalars[0] = rates[0]!;
      scalars[1] = rates[1]!;
      wasm.updateRunning(running.byteOffset, batch.byteOffset, scalarsAt, D);
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

    activations: {
      relu: elementwise(reluForward, reluBackward),
      'leaky-relu': elementwise(leakyReluForward, leakyReluBackward),
      sigmoid: elementwise(sigmoidForward, sigmoidBackward),
      tanh: elementwise(tanhForward, tanhBackward),
      gelu: elementwise(geluForward, geluBackward),
    },

    softmaxCrossEntropy(totals, dlogits, logits, labels, weights, N, M) {
      const dlogitsAt = dlogits === null ? 0 : dlogits.byteOffset;
      const weightsAt = weights === null ? 0 : weights.byteOffset;
      wasm.softmaxCrossEntropy(totals.byteOffset, dlogitsAt, logits.byteOffset, labels.byteOffset, weightsAt, N, M);
    },
    squaredError(totals, dpredictions, predictions, targets, weights, N) {
      const gradientAt = dpredictions === null ? 0 : dpredictions.byteOffset;
      const weightsAt = weights === null ? 0 : weights.byteOffset;
      wasm.squaredError(totals.byteOffset, gradientAt, predictions.byteOffset, targets.byteOffset, weightsAt, N);
    },

    optimizers,
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
        team.run('gather', N, GATHERED_ROWS, ELEMENT_COST * N * D);
      }
    },
    gatherTargets(out, values, rowIndices, begin, N) {
      wasm.gatherWords(out.byteOffset, values.byteOffset, rowIndices.byteOffset, begin, N);
    },
  };
}

/**
 * Whether so many threads get more equal shares of a product's tiles by its rows than by its columns. Where both are as
 * good columns are better: what is packed of the weight is then packed once.
 */
function rowsAreFairer(rows: number, columns: number, threads: number): boolean {
  return largestShare(rows / ROWS, threads) < largestShare(columns / COLUMNS, threads);
}

/** Of so many tiles, the last of them maybe cut: the part of one thread. */
function largestShare(tiles: number, threads: number): number {
  return Math.ceil(Math.ceil(tiles) / threads) / Math.ceil(tiles);
}

function elementwise(forward: WasmExports['reluForward'], backward: WasmExports['reluBackward']): ActivationKernels {
  return {
    forward(out: Vector, x: Vector, size: number) {
      forward(out.byteOffset, x.byteOffset, 0, size);
    },
    backward(dx: Vector, dout: Vector, x: Vector, out: Vector, size: number) {
      backward(dx.byteOffset, dout.byteOffset, x.byteOffset, out.byteOffset, 0, size);
    },
  };
}

function abort(): never {
  throw new Error('a kernel aborted');
}

/**
 * The kernels of a WebAssembly module, behind the same interface as the reference. Views have to lie in the module's
 * memory, an Arena: what the module gets is their address.
 */

import type { ActivationKernels, Kernels, Vector } from '../kernels.ts';
import type { Arena } from './arena.ts';
import type { WasmExports } from './exports.ts';

export function wasmKernels(name: string, module: WebAssembly.Module, arena: Arena): Kernels {
  const instance = new WebAssembly.Instance(module, { env: { memory: arena.memory, abort } });
  const wasm = instance.exports as WasmExports;
  let scratch = 0;
  let scratchBytes = 0;
  const { reluForward, leakyReluForward, sigmoidForward, tanhForward, geluForward } = wasm;
  const { reluBackward, leakyReluBackward, sigmoidBackward, tanhBackward, geluBackward } = wasm;

  return {
    name,
    memory: arena,

    planAffine(N, D, M) {
      const bytes = wasm.affineScratch(N, D, M);
      if (bytes <= scratchBytes) return;
      scratchBytes = bytes;
      scratch = arena.floats(Math.ceil(bytes / 4), 'float32').byteOffset;
    },
    affineForward(out, x, weight, bias, N, D, M) {
      const biasAt = bias === null ? 0 : bias.byteOffset;
      wasm.affineForward(out.byteOffset, x.byteOffset, weight.byteOffset, biasAt, N, D, M, scratch, 0, M);
    },
    affineBackwardInput(dx, dout, weight, N, D, M) {
      wasm.affineBackwardInput(dx.byteOffset, dout.byteOffset, weight.byteOffset, N, D, M, scratch, 0, D);
    },
    affineBackwardWeight(dweight, dbias, dout, x, N, D, M) {
      wasm.affineBackwardWeight(dweight.byteOffset, x.byteOffset, dout.byteOffset, N, D, M, scratch, 0, D);
      if (dbias !== null) wasm.affineBackwardBias(dbias.byteOffset, dout.byteOffset, N, M, 0, M);
    },

    batchnormForwardTrain(out, xhat, batchMean, batchVar, invStd, x, gamma, beta, eps, N, D) {
      wasm.batchnormForwardTrain(
        out.byteOffset,
        xhat.byteOffset,
        batchMean.byteOffset,
        batchVar.byteOffset,
        invStd.byteOffset,
        x.byteOffset,
        gamma.byteOffset,
        beta.byteOffset,
        eps,
        N,
        D,
        0,
        D,
      );
    },
    batchnormForwardEval(out, x, gamma, beta, runningMean, runningVar, eps, N, D) {
      wasm.batchnormForwardEval(
        out.byteOffset,
        x.byteOffset,
        gamma.byteOffset,
        beta.byteOffset,
        runningMean.byteOffset,
        runningVar.byteOffset,
        eps,
        N,
        D,
        0,
        D,
      );
    },
    updateRunning(running, batch, momentum, factor, D) {
      wasm.updateRunning(running.byteOffset, batch.byteOffset, momentum, factor, D);
    },
    batchnormBackward(dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, D) {
      wasm.batchnormBackward(
        dx.byteOffset,
        dgamma.byteOffset,
        dbeta.byteOffset,
        dout.byteOffset,
        xhat.byteOffset,
        invStd.byteOffset,
        gamma.byteOffset,
        N,
        D,
        0,
        D,
      );
    },
    batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, batchMean, batchVar, gamma, eps, N, D) {
      wasm.batchnormBackwardStaged(
        dx.byteOffset,
        dgamma.byteOffset,
        dbeta.byteOffset,
        dout.byteOffset,
        x.byteOffset,
        batchMean.byteOffset,
        batchVar.byteOffset,
        gamma.byteOffset,
        eps,
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

    softmaxCrossEntropy(totals, dlogits, logits, labels, N, M) {
      const dlogitsAt = dlogits === null ? 0 : dlogits.byteOffset;
      wasm.softmaxCrossEntropy(totals.byteOffset, dlogitsAt, logits.byteOffset, labels.byteOffset, N, M);
    },
    squaredError(totals, dpredictions, predictions, targets, N) {
      const gradientAt = dpredictions === null ? 0 : dpredictions.byteOffset;
      wasm.squaredError(totals.byteOffset, gradientAt, predictions.byteOffset, targets.byteOffset, N);
    },

    sgdStep(parameters, velocity, gradients, learningRate, momentum, nesterov, weightDecay, decayed, size) {
      wasm.sgdStep(
        parameters.byteOffset,
        velocity.byteOffset,
        gradients.byteOffset,
        learningRate,
        momentum,
        nesterov ? 1 : 0,
        weightDecay,
        decayed,
        0,
        size,
      );
    },
    sumOfSquares: (x, size) => wasm.sumOfSquares(x.byteOffset, 0, size),
    scale(x, factor, size) {
      wasm.scale(x.byteOffset, factor, 0, size);
    },

    gather(out, data, rowIndices, begin, N, D) {
      wasm.gather(out.byteOffset, data.byteOffset, rowIndices.byteOffset, begin, N, D);
    },
    gatherTargets(out, values, rowIndices, begin, N) {
      wasm.gatherWords(out.byteOffset, values.byteOffset, rowIndices.byteOffset, begin, N);
    },
  };
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

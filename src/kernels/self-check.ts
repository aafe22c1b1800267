/**
 * Checks that a set of kernels agrees with the reference: it runs every kernel once, on a small case with awkward
 * sizes. It is needed because the fast paths of engines are young. It takes a millisecond or two.
 */

import type { Kernels, Vector } from './kernels.ts';
import { type ActivationName, activationNames } from './reference/activations.ts';
import { type LossName, lossDefinitions, lossNames } from './reference/losses.ts';
import { type RowNormName, rowNormNames } from './reference/norms.ts';
import { type OptimizerName, optimizerNames } from './reference/optimizers.ts';
import { reference } from './reference/reference.ts';

/** Sizes that no tile, vector or block divides. */
const N = 7;
const D = 33;
const M = 21;
/** Numbers of classes with kernels of their own. */
const FEW_CLASSES = [2, 3];
/** Tolerance, relative to the largest number in a tensor. */
const TOLERANCE = 1e-4;

const eps = Float64Array.of(1e-5);

export function agreesWithReference(kernels: Kernels): boolean {
  const expected = results(reference);
  return results(kernels).every((tensor, index) => isClose(tensor, expected[index]!));
}

/** The results of all kernels: outputs, gradients, statistics, losses, and parameters after two steps. */
function results(kernels: Kernels): Vector[] {
  const operands = new Operands(kernels);
  return [
    ...affine(kernels, operands),
    ...[null, ...activationNames].flatMap(name => batchnorm(kernels, operands, name)),
    ...rowNormNames.flatMap(name => rowNorm(kernels, operands, name)),
    ...runningStatistics(kernels, operands),
    ...activationNames.flatMap(name => activation(kernels, operands, name)),
    ...lossNames.flatMap(name => loss(kernels, operands, name, M)),
    ...FEW_CLASSES.flatMap(classes => loss(kernels, operands, 'softmaxCrossEntropy', classes)),
    ...optimizerNames.flatMap(name => optimizer(kernels, operands, name)),
    gathered(kernels, operands),
  ];
}

/** Tensors in the memory of the kernels. */
class Operands {
  readonly #kernels: Kernels;
  #seed = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  empty(size: number): Vector {
    return this.#kernels.memory.floats(size, 'float32');
  }

  /** Pseudorandom numbers between -1 and 1: different in each call, and the same for every set of kernels. */
  filled(size: number): Vector {
    const tensor = this.empty(size);
    this.#seed++;
    for (let i = 0; i < size; i++) tensor[i] = (((i + this.#seed) * 7919) % 2003) / 1001 - 1;
    return tensor;
  }

  labels(classes = M): Int32Array {
    const labels = this.#kernels.memory.int32(N);
    for (let n = 0; n < N; n++) labels[n] = (5 * n) % classes;
    return labels;
  }
}

function affine(kernels: Kernels, operands: Operands): Vector[] {
  const [x, weight] = [operands.filled(N * D), operands.filled(D * M)];
  const [bias, dout] = [operands.filled(M), operands.filled(N * M)];
  const [out, dx] = [operands.empty(N * M), operands.empty(N * D)];
  const [dweight, dbias] = [operands.empty(D * M), operands.empty(M)];
  kernels.planAffine(N, D, M);
  kernels.affineForward(out, x, weight, bias, N, D, M);
  kernels.affineBackwardWeight(dweight, dbias, dout, x, N, D, M);
  kernels.affineBackwardInput(dx, dout, weight, N, D, M);
  return [out, dx, dweight, dbias];
}

function batchnorm(kernels: Kernels, operands: Operands, name: ActivationName | null): Vector[] {
  const [x, dx] = [operands.filled(N * M), operands.filled(N * M)];
  const [gamma, beta] = [operands.filled(M), operands.filled(M)];
  const [out, sums] = [operands.empty(N * M), operands.empty(4 * M)];
  const [mean, variance, invStd] = [operands.empty(M), operands.empty(M), operands.empty(M)];
  const statistics = [mean, variance, invStd] as const;
  const [dgamma, dbeta] = [operands.empty(M), operands.empty(M)];
  kernels.batchnormForward(out, ...statistics, sums, x, gamma, beta, name, eps, N, M);
  kernels.batchnormBackward(dx, dgamma, dbeta, sums, dx, out, x, ...statistics, gamma, beta, name, N, M);
  return [out, mean, variance, dx, dgamma, dbeta];
}

function rowNorm(kernels: Kernels, operands: Operands, name: RowNormName): Vector[] {
  const { forward, backward } = kernels.rowNorms[name];
  const [x, dout] = [operands.filled(N * M), operands.filled(N * M)];
  const [gamma, beta] = [operands.filled(M), operands.filled(M)];
  const [out, xhat, dx] = [operands.empty(N * M), operands.empty(N * M), operands.empty(N * M)];
  const [mean, variance, invStd] = [operands.empty(N), operands.empty(N), operands.empty(N)];
  const [dgamma, dbeta] = [operands.empty(M), operands.empty(M)];
  forward(out, xhat, mean, variance, invStd, x, gamma, beta, eps, N, M);
  backward(dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, M);
  return [out, mean, variance, dx, dgamma, dbeta];
}

function runningStatistics(kernels: Kernels, operands: Operands): Vector[] {
  const [x, gamma, beta] = [operands.filled(N * M), operands.filled(M), operands.filled(M)];
  const [mean, batchMean] = [operands.filled(M), operands.filled(M)];
  const [variance, batchVar] = [operands.filled(M), operands.filled(M)];
  for (const each of [variance, batchVar]) for (let m = 0; m < M; m++) each[m] = each[m]! ** 2;
  const out = operands.empty(N * M);
  kernels.updateRunning(mean, variance, batchMean, batchVar, Float64Array.of(0.1, 1.2), M);
  kernels.batchnormForwardEval(out, x, gamma, beta, mean, variance, eps, N, M);
  return [mean, variance, out];
}

function activation(kernels: Kernels, operands: Operands, name: ActivationName): Vector[] {
  const { forward, backward } = kernels.activations[name];
  const [x, dout] = [operands.filled(N * M), operands.filled(N * M)];
  const [out, dx] = [operands.empty(N * M), operands.empty(N * M)];
  forward(out, x, N * M);
  backward(dx, dout, x, out, N * M);
  return [out, dx];
}

function loss(kernels: Kernels, operands: Operands, name: LossName, classes: number): Vector[] {
  const ofClasses = lossDefinitions[name].targets === 'labels';
  const width = ofClasses ? classes : 1;
  const [outputs, doutput, weights] = [operands.filled(N * width), operands.empty(N * width), operands.empty(N)];
  for (let n = 0; n < N; n++) weights[n] = n / 4;
  const targets = ofClasses ? operands.labels(classes) : operands.filled(N);
  const totals = kernels.memory.floats(3, 'float64');
  kernels.losses[name](totals as Float64Array, doutput, outputs, targets, weights, Float64Array.of(0.1), N, width);
  return [totals, doutput];
}

function optimizer(kernels: Kernels, operands: Operands, name: OptimizerName): Vector[] {
  const size = D * M;
  const [parameters, gradients] = [operands.filled(size), operands.filled(size)];
  const state = [operands.empty(size), operands.empty(size)];
  const average = operands.filled(size);
  const rates = Float64Array.of(0.5, 0.1, 0.3, 0.9, 0.5, 0.5, 0.5, 1e-3);
  for (const into of [null, average]) kernels.optimizers[name](parameters, state, into, gradients, rates, D, size);
  return [parameters, average];
}

function gathered(kernels: Kernels, operands: Operands): Vector {
  const out = operands.empty((N - 1) * 2);
  kernels.gather(out, operands.filled(2 * M), operands.labels(), 1, N - 1, 2);
  return out;
}

function isClose(actual: Vector, expected: Vector): boolean {
  let max = 0;
  for (const value of expected) max = Math.max(max, Math.abs(value));
  // Not `>`, because a NaN must not pass.
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i]! - expected[i]!) <= TOLERANCE * max)) return false;
  }
  return true;
}

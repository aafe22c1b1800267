/**
 * Whether a set of kernels computes what the reference does, on one small case with awkward sizes: a step of a layer with
 * batch norm. Engines' fast paths are young; this takes about a millisecond.
 */

import type { Kernels, Vector } from './kernels.ts';
import { optimizerNames } from './reference/optimizers.ts';
import { reference } from './reference/reference.ts';

/** No tile, vector or block divides them. */
const N = 7;
const D = 33;
const M = 21;
/** Of the greatest number in a tensor. */
const TOLERANCE = 1e-4;

export function agreesWithReference(kernels: Kernels): boolean {
  const expected = step(reference);
  return step(kernels).every((tensor, index) => isClose(tensor, expected[index]!));
}

/** What a step computes: outputs, gradients, statistics, loss and the weight after it. */
function step(kernels: Kernels): Vector[] {
  const make = (size: number) => kernels.memory.floats(size, 'float32');
  const filled = (size: number, seed: number) => {
    const tensor = make(size);
    // Numbers between -1 and 1 in no order, the same everywhere.
    for (let i = 0; i < size; i++) tensor[i] = (((i + seed) * 7919) % 2003) / 1001 - 1;
    return tensor;
  };
  const [x, weight, bias] = [filled(N * D, 1), filled(D * M, 2), filled(M, 3)];
  const [gamma, beta] = [filled(M, 4), filled(M, 5)];
  const [affine, out, xhat, activated] = [make(N * M), make(N * M), make(N * M), make(N * M)];
  const [batchMean, batchVar, invStd] = [make(M), make(M), make(M)];
  const [dlogits, dout, dxhat, dx] = [make(N * M), make(N * M), make(N * M), make(N * D)];
  const [dweight, dbias, dgamma, dbeta] = [make(D * M), make(M), make(M), make(M)];
  const totals = kernels.memory.floats(3, 'float64') as Float64Array;
  const weights = make(N);
  for (let n = 0; n < N; n++) weights[n] = n / 4;
  const labels = kernels.memory.int32(N);
  for (let n = 0; n < N; n++) labels[n] = (5 * n) % M;

  const eps = Float64Array.of(1e-5);
  kernels.planAffine(N, D, M);
  kernels.affineForward(affine, x, weight, bias, N, D, M);
  kernels.norms.batch.forward(out, xhat, batchMean, batchVar, invStd, affine, gamma, beta, eps, N, M);
  kernels.activations.gelu.forward(activated, out, N * M);
  kernels.softmaxCrossEntropy(totals, dlogits, activated, labels, weights, N, M);
  kernels.activations.gelu.backward(dout, dlogits, out, activated, N * M);
  kernels.norms.batch.backward(dxhat, dgamma, dbeta, dout, xhat, invStd, gamma, N, M);
  kernels.affineBackwardWeight(dweight, dbias, dxhat, x, N, D, M);
  kernels.affineBackwardInput(dx, dxhat, weight, N, D, M);
  const updated = optimizerNames.map(name => {
    const parameters = filled(D * M, 2);
    const state = [make(D * M), make(D * M)];
    const rates = Float64Array.of(0.5, 0.1, 0.9, 0.5, 0.5, 0.5, 1e-3);
    for (let n = 0; n < 2; n++) kernels.optimizers[name](parameters, state, dweight, rates, D, D * M);
    return parameters;
  });

  const [rectified, drectified, gathered, errors] = [make(N * M), make(N * M), make(N * D), make(N)];
  const squares = kernels.memory.floats(3, 'float64') as Float64Array;
  kernels.activations.relu.forward(rectified, out, N * M);
  kernels.activations.relu.backward(drectified, dout, out, rectified, N * M);
  kernels.batchnormForwardEval(affine, rectified, gamma, beta, batchMean, batchVar, eps, N, M);
  kernels.gather(gathered, x, labels, 1, N - 1, 1);
  kernels.squaredError(squares, errors, x, weight, weights, N);
  return [
    rectified,
    drectified,
    gathered,
    errors,
    squares,
    affine,
    out,
    activated,
    batchVar,
    totals,
    dgamma,
    dbeta,
    dweight,
    dx,
    ...updated,
  ];
}

function isClose(actual: Vector, expected: Vector): boolean {
  let greatest = 0;
  for (const value of expected) greatest = Math.max(greatest, Math.abs(value));
  // Not `>`: a NaN must not pass.
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i]! - expected[i]!) <= TOLERANCE * greatest)) return false;
  }
  return true;
}

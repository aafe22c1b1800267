/**
 * The gradient check compares analytic gradients with numeric central differences, in float64. It covers everything
 * that is registered: each normalization, activation and loss alone, then the whole network with each normalization and
 * without, for every parameter.
 */

import { Random } from '../base/numbers/random.ts';
import type { Kernels, Targets, Vector } from '../kernels/kernels.ts';
import { type ActivationName, activationNames } from '../kernels/reference/activations.ts';
import { lossDefinitions, lossNames } from '../kernels/reference/losses.ts';
import { type NormName, normNames, type RowNormName, rowNormNames } from '../kernels/reference/norms.ts';
import { reference } from '../kernels/reference/reference.ts';
import { derivative } from './derivative.ts';
import { LossTotals } from './loss/totals.ts';
import { Network } from './network.ts';
import type { Norm } from './plan.ts';

export interface GradcheckOptions {
  features: number;
  /** Hidden widths. */
  layers: readonly number[];
  classes: number;
  batchSize: number;
  activation: ActivationName;
  bnEps: number;
  seed: number;
  /** The largest relative error that passes. */
  tolerance: number;
}

export interface TensorCheck {
  part:
    | 'batchnorm, staged'
    | 'batchnorm, closed form'
    | `${RowNormName}norm`
    | 'activation'
    | 'loss'
    | `network, ${'baseline' | `${NormName}norm`}`;
  tensor: string;
  elements: number;
  /**
   * Max |analytic - numeric| over the elements, relative to the larger of the two, or to the root mean square of the
   * tensor's gradient if that is larger: a tiny element is only as exact as its neighbours. Gradients below 1e-4 are
   * compared with 1e-4, because numeric differences are no more exact.
   */
  worst: number;
  passed: boolean;
}

/**
 * Smaller gradients are compared with this number. Numeric differences of a loss about 1 are right to about 1e-11,
 * which is rounding of 1e-16 divided by steps of 1e-5. It matters before batch norm over two rows: xhat is -1 and 1 for
 * any x, except for eps, so gradients are that small.
 */
const SMALLEST_COMPARED = 1e-4;

/** Yields each tensor's check when it is done. Tests pass other kernels to see a wrong set fail. */
export function* checkGradients(options: GradcheckOptions, kernels: Kernels = reference): Generator<TensorCheck> {
  yield* checkBatchNorm(options, kernels);
  for (const name of rowNormNames) yield* checkRowNorm(options, kernels, name);
  yield* checkActivations(options, kernels);
  yield* checkLosses(options, kernels);
  for (const norm of [...normNames, 'none'] as const) yield* checkNetwork(options, kernels, norm);
}

/** Batch norm has two backward passes. Behind it is no activation here; the whole network has batch norm with one. */
function* checkBatchNorm(options: GradcheckOptions, kernels: Kernels): Generator<TensorCheck> {
  const { N, D, eps, x, dout, gamma, beta, out, empty } = normOperands(options);
  const [sums, mean, variance, invStd] = [empty(4 * D), empty(D), empty(D), empty(D)];
  const forward = () => kernels.batchnormForward(out, mean, variance, invStd, sums, x, gamma, beta, null, eps, N, D);
  const backwards = {
    'batchnorm, staged': (dx: Vector, dgamma: Vector, dbeta: Vector) =>
      kernels.batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, mean, variance, gamma, eps, N, D),
    'batchnorm, closed form': (dx: Vector, dgamma: Vector, dbeta: Vector) => {
      const statistics = [mean, variance, invStd] as const;
      kernels.batchnormBackward(dx, dgamma, dbeta, sums, dout, out, x, ...statistics, gamma, beta, null, N, D);
    },
  };
  for (const part of ['batchnorm, staged', 'batchnorm, closed form'] as const) {
    yield* checkNorm(part, options, { x, gamma, beta, out, dout }, forward, backwards[part]);
  }
}

function* checkRowNorm(options: GradcheckOptions, kernels: Kernels, name: RowNormName): Generator<TensorCheck> {
  const { N, D, eps, x, dout, gamma, beta, out, empty } = normOperands(options);
  const [xhat, mean, variance, invStd] = [empty(N * D), empty(N), empty(N), empty(N)];
  const { forward, backward } = kernels.rowNorms[name];
  yield* checkNorm(
    `${name}norm`,
    options,
    { x, gamma, beta, out, dout },
    () => forward(out, xhat, mean, variance, invStd, x, gamma, beta, eps, N, D),
    (dx, dgamma, dbeta) => backward(dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, D),
  );
}

function normOperands({ batchSize: N, bnEps, seed, ...options }: GradcheckOptions) {
  const D = options.layers[0] ?? options.features;
  const random = Random.stream(seed, 'gradcheck');
  const empty = (size: number) => new Float64Array(size);
  const [x, gamma, beta] = [normals(N * D, random), normals(D, random), normals(D, random)];
  return { N, D, eps: Float64Array.of(bnEps), x, gamma, beta, dout: normals(N * D, random), out: empty(N * D), empty };
}

/** The loss is Σ dout · out with dout random, so that its gradient by out is dout. */
function* checkNorm(
  part: TensorCheck['part'],
  { tolerance }: GradcheckOptions,
  { x, gamma, beta, out, dout }: Record<'x' | 'gamma' | 'beta' | 'out' | 'dout', Vector>,
  forward: () => void,
  backward: (dx: Vector, dgamma: Vector, dbeta: Vector) => void,
): Generator<TensorCheck> {
  const loss = () => {
    forward();
    return dot(out, dout);
  };
  const [dx, dgamma, dbeta] = [x, gamma, beta].map(({ length }) => new Float64Array(length)) as [
    Vector,
    Vector,
    Vector,
  ];
  loss();
  backward(dx, dgamma, dbeta);
  yield checkTensor(part, 'dx', x, dx, loss, tolerance);
  yield checkTensor(part, 'dgamma', gamma, dgamma, loss, tolerance);
  yield checkTensor(part, 'dbeta', beta, dbeta, loss, tolerance);
}

function* checkActivations(options: GradcheckOptions, kernels: Kernels): Generator<TensorCheck> {
  const { batchSize, features, seed, tolerance } = options;
  const size = batchSize * features;
  const random = Random.stream(seed, 'gradcheck');
  const [x, dout] = [normals(size, random), normals(size, random)];
  const [out, dx] = [new Float64Array(size), new Float64Array(size)];
  for (const name of activationNames) {
    const { forward, backward } = kernels.activations[name];
    const loss = () => {
      forward(out, x, size);
      return dot(out, dout);
    };
    loss();
    backward(dx, dout, x, out, size);
    yield checkTensor('activation', name, x, dx, loss, tolerance);
  }
}

/** The share of a label that smoothing gives to all classes. */
const SMOOTHING = 0.1;

/** Checks the losses on rows with weights, the first of them 0; those of labels also with smoothing. */
function* checkLosses(options: GradcheckOptions, kernels: Kernels): Generator<TensorCheck> {
  const { batchSize: N, classes, seed, tolerance } = options;
  const random = Random.stream(seed, 'gradcheck');
  const weights = Float64Array.from({ length: N }, (_, n) => (N > 1 ? n / N : 1));
  const totals = new Float64Array(3);
  for (const name of lossNames) {
    const ofLabels = lossDefinitions[name].targets === 'labels';
    const M = ofLabels ? classes : 1;
    const targets: Targets = ofLabels ? labelsBelow(classes, N, random) : normals(N, random);
    const [outputs, doutput] = [normals(N * M, random), new Float64Array(N * M)];
    const none = Float64Array.of(0);
    const lossOf = (wanted: Targets) => {
      kernels.losses[name](totals, null, outputs, wanted, weights, none, N, M);
      return totals[0]! / totals[2]!;
    };
    kernels.losses[name](totals, doutput, outputs, targets, weights, none, N, M);
    yield checkTensor('loss', name, outputs, doutput, () => lossOf(targets), tolerance);
    if (!ofLabels) continue;
    // The loss is linear in the target: smoothing mixes in the mean over the labels that a row could have.
    const others = Array.from({ length: M }, (_, label) => new Int32Array(N).fill(label));
    const smoothed = () => {
      const mean = others.reduce((sum, labels) => sum + lossOf(labels), 0) / M;
      return (1 - SMOOTHING) * lossOf(targets) + SMOOTHING * mean;
    };
    kernels.losses[name](totals, doutput, outputs, targets, weights, Float64Array.of(SMOOTHING), N, M);
    yield checkTensor('loss', `${name}, smoothed labels`, outputs, doutput, smoothed, tolerance);
  }
}

function* checkNetwork(options: GradcheckOptions, kernels: Kernels, norm: Norm): Generator<TensorCheck> {
  const { features, classes, batchSize, activation, bnEps, seed, tolerance } = options;
  const widths = [features, ...options.layers, classes];
  const spec = {
    widths,
    activation,
    norm,
    bnEps,
    bnMomentum: 0.1,
    bnStats: 'pytorch',
    capacity: batchSize,
  } as const;
  const network = new Network(spec, kernels, 'float64');
  const random = Random.stream(seed, 'gradcheck');
  network.initialize('he', 1, random);
  // Moves gamma and beta away from 1 and 0, where a wrong factor or a missing term could hide.
  for (const parameter of network.parameters) {
    if (!parameter.decayed) for (let i = 0; i < parameter.view.length; i++) parameter.view[i]! += 0.3 * random.normal();
  }
  const x = normals(batchSize * features, random);
  const labels = labelsBelow(classes, batchSize, random);
  const totals = new LossTotals('classification', kernels);
  const loss = () => {
    totals.add(null, network.forward(x, batchSize, 'train'), labels, null, batchSize, classes);
    return totals.batchLoss;
  };

  totals.add(network.doutput, network.forward(x, batchSize, 'train'), labels, null, batchSize, classes);
  network.backward(batchSize);
  const analytic = network.parameters.map(({ gradient }) => gradient.slice());
  const part = norm === 'none' ? 'network, baseline' : (`network, ${norm}norm` as const);
  for (const [index, { name, view }] of network.parameters.entries()) {
    yield checkTensor(part, name, view, analytic[index]!, loss, tolerance);
  }
}

/** Compares one tensor's gradient with the numeric one. `loss` reads the tensor through `view`. */
function checkTensor(
  part: TensorCheck['part'],
  tensor: string,
  view: Vector,
  analytic: Vector,
  loss: () => number,
  tolerance: number,
): TensorCheck {
  const squares = new Float64Array(1);
  reference.sumOfSquares(squares, analytic, analytic.length);
  const scale = Math.sqrt(squares[0]! / analytic.length);
  let worst = 0;
  for (let i = 0; i < view.length; i++) {
    const held = view[i]!;
    const shifted = (offset: number) => {
      view[i] = held + offset;
      const value = loss();
      view[i] = held;
      return value;
    };
    const error = (numeric: number) => {
      const size = Math.max(Math.abs(analytic[i]!), Math.abs(numeric), scale, SMALLEST_COMPARED);
      return Math.abs(analytic[i]! - numeric) / size;
    };
    // A NaN must fail: Math.max keeps it, and it is not below the tolerance.
    worst = Math.max(worst, error(derivative(shifted, numeric => error(numeric) < tolerance / 10)));
  }
  return { part, tensor, elements: view.length, worst, passed: worst < tolerance };
}

function normals(size: number, random: Random): Float64Array {
  return Float64Array.from({ length: size }, () => random.normal());
}

function labelsBelow(classes: number, size: number, random: Random): Int32Array {
  return Int32Array.from({ length: size }, () => random.below(classes));
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

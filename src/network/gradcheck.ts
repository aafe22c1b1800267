/**
 * The gradient check: analytic gradients against numeric central differences, in float64. Batch norm's two backward
 * passes for dx, dgamma and dbeta, then the whole network, with and without batch norm, for every parameter.
 */

import { Random } from '../base/numbers/random.ts';
import type { Kernels, Vector } from '../kernels/kernels.ts';
import type { ActivationName } from '../kernels/reference/activations.ts';
import { reference } from '../kernels/reference/reference.ts';
import { derivative } from './derivative.ts';
import { LossTotals } from './loss.ts';
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
  part: 'batchnorm, staged' | 'batchnorm, closed form' | 'network, batchnorm' | 'network, baseline';
  tensor: string;
  elements: number;
  /**
   * Worst |analytic - numeric| over the elements, relative to the greater of the two or, where that is larger, to the
   * root mean square of the tensor's gradient: next to its neighbours a tiny element is only as exact as they are.
   * Gradients below 1e-4 are compared to that, because numeric differences are no more exact.
   */
  worst: number;
  passed: boolean;
}

/**
 * Gradients smaller than this are compared to this: numeric differences of a loss about 1 are right to some 1e-11, rounding
 * of 1e-16 over steps of 1e-5. It matters in front of batch norm over two rows, where xhat is -1 and 1 whatever x is, but
 * for eps, and gradients are as small.
 */
const SMALLEST_COMPARED = 1e-4;

/** Yields each tensor's check as it is done. The kernels can be exchanged, so that a wrong set can be seen to fail. */
export function* checkGradients(options: GradcheckOptions, kernels: Kernels = reference): Generator<TensorCheck> {
  yield* checkBatchNorm(options, kernels);
  for (const norm of ['batch', 'none'] as const) yield* checkNetwork(options, kernels, norm);
}

/** The loss is Σ dout · out with dout random, so that its gradient by out is dout. */
function* checkBatchNorm(options: GradcheckOptions, kernels: Kernels): Generator<TensorCheck> {
  const { batchSize: N, bnEps, seed, tolerance } = options;
  const eps = Float64Array.of(bnEps);
  const D = options.layers[0] ?? options.features;
  const random = Random.stream(seed, 'gradcheck');
  const x = normals(N * D, random);
  const gamma = normals(D, random);
  const beta = normals(D, random);
  const dout = normals(N * D, random);
  const [out, xhat, batchMean, batchVar, invStd] = [N * D, N * D, D, D, D].map(size => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const loss = () => {
    kernels.norms.batch.forward(out, xhat, batchMean, batchVar, invStd, x, gamma, beta, eps, N, D);
    return out.reduce((sum, value, i) => sum + value * dout[i]!, 0);
  };

  for (const part of ['batchnorm, staged', 'batchnorm, closed form'] as const) {
    const gradients = { dx: new Float64Array(N * D), dgamma: new Float64Array(D), dbeta: new Float64Array(D) };
    const { dx, dgamma, dbeta } = gradients;
    loss();
    if (part === 'batchnorm, staged') {
      kernels.batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, batchMean, batchVar, gamma, eps, N, D);
    } else {
      kernels.norms.batch.backward(dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, D);
    }
    for (const [tensor, view] of Object.entries({ dx: x, dgamma: gamma, dbeta: beta })) {
      yield checkTensor(part, tensor, view, gradients[tensor as keyof typeof gradients], loss, tolerance);
    }
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
  // Away from gamma 1 and beta 0, where a wrong factor or a missing term could hide.
  for (const parameter of network.parameters) {
    if (!parameter.decayed) for (let i = 0; i < parameter.view.length; i++) parameter.view[i]! += 0.3 * random.normal();
  }
  const x = normals(batchSize * features, random);
  const labels = Int32Array.from({ length: batchSize }, () => random.below(classes));
  const totals = new LossTotals('classification', kernels);
  const loss = () => {
    totals.add(null, network.forward(x, batchSize, 'train'), labels, null, batchSize, classes);
    return totals.batchLoss;
  };

  totals.add(network.doutput, network.forward(x, batchSize, 'train'), labels, null, batchSize, classes);
  network.backward(batchSize);
  const analytic = network.parameters.map(({ gradient }) => gradient.slice());
  const part = norm === 'batch' ? 'network, batchnorm' : 'network, baseline';
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

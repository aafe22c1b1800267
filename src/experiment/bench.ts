/**
 * Measures how fast this machine trains: the affine products alone, a whole step with and without batch norm, and the
 * two backward passes of batch norm against each other.
 */

import { Random } from '../base/numbers/random.ts';
import type { BenchEvent } from '../events/events.ts';
import { kernelsOf } from '../kernels/engine.ts';
import type { Kernels, Vector } from '../kernels/kernels.ts';
import { comparedArms } from './arms.ts';
import { type BenchOptions, endlessSteps, normals } from './endless-steps.ts';
import { repeated, summarize, timeInTurn } from './timing.ts';

type Product = Extract<BenchEvent, { event: 'gemm' }>['operation'];

const PRODUCTS: readonly [Product, number, number, number][] = [
  ['forward', 60, 784, 100],
  ['forward', 60, 100, 100],
  ['dweight', 60, 784, 100],
  ['dinput', 60, 100, 100],
  ['forward', 256, 512, 512],
];
const ROUNDS = 25;
const ROUND_SECONDS = 0.004;

/** Yields each result when it is measured. */
export function* runBench(options: BenchOptions): Generator<BenchEvent> {
  for (const [operation, N, D, M] of PRODUCTS) yield benchProduct(kernelsOf(options.engine), operation, N, D, M);
  yield* benchSteps(options);
  yield* benchBackward(options);
}

function benchProduct(kernels: Kernels, operation: Product, N: number, D: number, M: number): BenchEvent {
  const random = Random.stream(1, 'synthetic');
  const [x, weight, out] = [N * D, D * M, N * M].map(size => normals(kernels, size, random)) as [
    Vector,
    Vector,
    Vector,
  ];
  kernels.planAffine(N, D, M);
  const products: Record<Product, () => void> = {
    forward: () => kernels.affineForward(out, x, weight, null, N, D, M),
    dinput: () => kernels.affineBackwardInput(x, out, weight, N, D, M),
    dweight: () => kernels.affineBackwardWeight(weight, null, out, x, N, D, M),
  };
  const [times] = timeInTurn([repeated(products[operation])], { rounds: ROUNDS, roundSeconds: ROUND_SECONDS });
  const timing = summarize(times!);
  return { event: 'gemm', operation, N, D, M, gflops: (2 * N * D * M) / timing.seconds / 1e9, ...timing };
}

function* benchSteps(options: BenchOptions): Generator<BenchEvent> {
  const steps = comparedArms.map(arm => endlessSteps(options, arm));
  const times = timeInTurn(steps, { rounds: ROUNDS, roundSeconds: 5 * ROUND_SECONDS });
  for (const [index, { name }] of comparedArms.entries()) {
    yield { event: 'bench-step', arm: name, ...summarize(times[index]!) };
  }
  const costs = times[1]!.map((seconds, round) => 100 * (seconds / times[0]![round]! - 1));
  const { seconds: percent, low, high } = summarize(costs);
  yield { event: 'batchnorm-cost', percent, low, high };
}

function* benchBackward({ config, engine }: BenchOptions): Generator<BenchEvent> {
  const kernels = kernelsOf(engine);
  const N = config.batchSize;
  const D = config.layers[0] ?? 100;
  const random = Random.stream(config.seed, 'synthetic');
  const make = (size: number) => normals(kernels, size, random);
  const [x, dout, dx, out, sums] = [make(N * D), make(N * D), make(N * D), make(N * D), make(4 * D)];
  const [gamma, beta, batchMean, batchVar, invStd, dgamma, dbeta] = Array.from({ length: 7 }, () => make(D)) as [
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  const eps = Float64Array.of(config.bnEps);
  const statistics = [batchMean, batchVar, invStd] as const;
  kernels.batchnormForward(out, ...statistics, sums, x, gamma, beta, null, eps, N, D);
  const passes = {
    staged: () => kernels.batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, batchMean, batchVar, gamma, eps, N, D),
    closed: () =>
      kernels.batchnormBackward(dx, dgamma, dbeta, sums, dout, out, x, ...statistics, gamma, beta, null, N, D),
  };
  const times = timeInTurn([repeated(passes.staged), repeated(passes.closed)], {
    rounds: 2 * ROUNDS,
    roundSeconds: ROUND_SECONDS,
  });
  yield { event: 'backward', form: 'staged', N, D, ...summarize(times[0]!) };
  yield { event: 'backward', form: 'closed', N, D, ...summarize(times[1]!) };
  const ratios = times[0]!.map((seconds, round) => seconds / times[1]![round]!);
  const { seconds: ratio, low, high } = summarize(ratios);
  yield { event: 'backward-ratio', ratio, low, high };
}

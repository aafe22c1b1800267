/**
 * Measures how fast this machine trains: the affine products alone, a whole step with and without batch norm, and the
 * two backward passes of batch norm against each other.
 */

import { Random } from '../base/numbers/random.ts';
import { Batches } from '../data/batches/batches.ts';
import type { BenchEvent } from '../events/events.ts';
import type { Engine } from '../kernels/engine.ts';
import { kernelsOf } from '../kernels/engine.ts';
import type { Kernels, Vector } from '../kernels/kernels.ts';
import { Network } from '../network/network.ts';
import type { TrainingConfig } from '../settings/table.ts';
import { Trainer } from '../training/trainer.ts';
import { type Arm, armConfig, comparedArms } from './arms.ts';
import { summarize, timeInTurn } from './timing.ts';

export interface BenchOptions {
  config: TrainingConfig;
  features: number;
  /** Classes; 1 is regression. */
  outputs: number;
  engine: Engine;
}

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
/** Batches of random rows to train on. */
const BATCHES = 8;

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
  const [times] = timeInTurn([products[operation]], { rounds: ROUNDS, roundSeconds: ROUND_SECONDS });
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

/** Returns a function that trains one more step in each call. */
function endlessSteps({ config: shared, features, outputs, engine }: BenchOptions, arm: Arm): () => void {
  const config = armConfig(arm, shared);
  const kernels = kernelsOf(engine);
  const random = Random.stream(config.seed, 'synthetic');
  const rows = BATCHES * config.batchSize;
  const x = normals(kernels, rows * features, random);
  const targets = outputs === 1 ? normals(kernels, rows, random) : kernels.memory.int32(rows);
  if (targets instanceof Int32Array) for (let n = 0; n < rows; n++) targets[n] = random.below(outputs);
  const { activation, norm, bnEps, bnMomentum, bnStats, batchSize } = config;
  const widths = [features, ...config.layers, outputs];
  const spec = { widths, activation, norm, bnEps, bnMomentum, bnStats, capacity: batchSize };
  const network = new Network(spec, kernels, 'float32');
  network.initialize(config.init, config.initScale, Random.stream(config.seed, 'init'));
  const task = outputs === 1 ? 'regression' : 'classification';
  const trainer = new Trainer({
    arm: arm.name,
    task,
    network,
    train: { x, targets, weights: null, rows },
    validation: null,
    batches: new Batches({ rows, batchSize, random: null, minBatch: 1, memory: kernels.memory }),
    rowBuffer: null,
    // A learning rate that never diverges.
    config: { ...config, epochs: Number.MAX_SAFE_INTEGER, lr: 1e-6, patience: null, logSteps: null },
    targetDeviation: 1,
  });
  return () => {
    // Null is a finished step. The events in between are epochs, which cost nothing without validation rows.
    while (trainer.advance() !== null);
  };
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
  const times = timeInTurn([passes.staged, passes.closed], { rounds: 2 * ROUNDS, roundSeconds: ROUND_SECONDS });
  yield { event: 'backward', form: 'staged', N, D, ...summarize(times[0]!) };
  yield { event: 'backward', form: 'closed', N, D, ...summarize(times[1]!) };
  const ratios = times[0]!.map((seconds, round) => seconds / times[1]![round]!);
  const { seconds: ratio, low, high } = summarize(ratios);
  yield { event: 'backward-ratio', ratio, low, high };
}

function normals(kernels: Kernels, size: number, random: Random): Vector {
  const numbers = kernels.memory.floats(size, 'float32');
  for (let i = 0; i < size; i++) numbers[i] = random.normal();
  return numbers;
}

/** Trains a network on made-up rows without end, for measurements. */

import { Random } from '../base/numbers/random.ts';
import { Batches } from '../data/batches/batches.ts';
import { type Engine, kernelsOf } from '../kernels/engine.ts';
import type { Kernels, Vector } from '../kernels/kernels.ts';
import { Network } from '../network/network.ts';
import type { TrainingConfig } from '../settings/table.ts';
import { Trainer } from '../training/trainer.ts';
import { type Arm, armConfig } from './arms.ts';
import type { Repeated } from './timing.ts';

export interface BenchOptions {
  config: TrainingConfig;
  features: number;
  /** Classes; 1 is regression. */
  outputs: number;
  engine: Engine;
}

/** Batches of random rows, and how often an epoch trains on them: so often that the end of an epoch costs a step nothing. */
const BATCHES = 8;
const PASSES = 128;

/**
 * Returns a function that trains so many more steps, as a run with validation rows does. `kernels` are those of the engine,
 * unless they are observed.
 */
export function endlessSteps(
  { config: shared, features, outputs, engine }: BenchOptions,
  arm: Arm,
  kernels: Kernels = kernelsOf(engine),
): Repeated {
  const config = armConfig(arm, shared);
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
  const index = Int32Array.from({ length: PASSES * rows }, (_, n) => n % rows);
  const trainer = new Trainer({
    arm: arm.name,
    task,
    network,
    train: { x, targets, weights: null, rows },
    validation: { x, targets, weights: null, rows: batchSize },
    batches: new Batches({ rows: index.length, index, batchSize, random: null, minBatch: 1, memory: kernels.memory }),
    rowBuffer: null,
    // A learning rate that never diverges.
    config: { ...config, epochs: Number.MAX_SAFE_INTEGER, lr: 1e-6, patience: null, logSteps: null },
    targetDeviation: 1,
  });
  return steps => {
    for (const end = trainer.steps + steps; trainer.steps < end && !trainer.finished; )
      trainer.advance(end - trainer.steps);
  };
}

/** Random numbers in the memory of the kernels. */
export function normals(kernels: Kernels, size: number, random: Random): Vector {
  const numbers = kernels.memory.floats(size, 'float32');
  for (let i = 0; i < size; i++) numbers[i] = random.normal();
  return numbers;
}

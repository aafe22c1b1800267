/**
 * A program that trains and writes how many bytes on the JavaScript heap a step allocates: `node garbage.js TASK OPTIMIZER`,
 * and `planted` for one that allocates.
 * It runs with V8 flags that make counts exact: compiling waits, and garbage is collected only on request. Both arms train in
 * it, because V8 may avoid objects for one network that it needs for two.
 */

import v8 from 'node:v8';
import { armConfig, comparedArms } from '../../src/experiment/arms.ts';
import { makeTrainer } from '../../src/experiment/make-trainer.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import type { Task } from '../../src/network/tasks.ts';
import type { Config } from '../../src/settings/config.ts';
import type { Trainer } from '../../src/training/trainer.ts';
import { trainingConfig } from './configs.ts';

const BATCH = 4;
const WARM_UP = 60_000;
const STEPS = 50_000;
const STRETCHES = 3;

const [task, optimizer] = process.argv.slice(2) as [Task, Config['optimizer']];
const planted = process.argv[4] === 'planted';
const collectGarbage = globalThis.gc!;
/** Keeps the last planted object, so that V8 has to allocate it. */
let held: unknown;

function makeArms(): Trainer[] {
  const engine = chooseEngine('auto', message => {
    throw new Error(message);
  });
  const memory = memoryOf(engine);
  // All steps belong to one epoch: the end of an epoch allocates objects, such as its event.
  const rows = BATCH * (WARM_UP + STRETCHES * STEPS + 1);
  const x = memory.floats(2 * rows, 'float32');
  for (let i = 0; i < x.length; i++) x[i] = (i % 7) - 3;
  const targets = task === 'classification' ? memory.int32(rows) : memory.floats(rows, 'float32');
  const weights = memory.floats(rows, 'float32').fill(0.3);
  // No setting is a whole number, so that every number of a step needs memory.
  const own = optimizer === 'sgd' ? { momentum: 0.9 } : { average: 0.9 };
  const smoothing = task === 'classification' ? { labelSmoothing: 0.1 } : {};
  const rates = {
    optimizer,
    ...own,
    ...smoothing,
    lr: 1e-3,
    weightDecay: 1e-4,
    schedule: 'cosine',
    clipNorm: 1e-3,
    bnEps: 1e-4,
  };
  const config = trainingConfig({ ...rates, epochs: 2, batchSize: BATCH, layers: [8, 8], validation: 0 });
  return comparedArms.map(arm =>
    makeTrainer({
      arm: arm.name,
      config: armConfig(arm, config),
      task,
      widths: [2, 8, 8, task === 'classification' ? 3 : 1],
      train: { x, targets, weights, rows },
      validation: null,
      targetDeviation: 1,
      minBatch: 1,
      engine,
      control: new Int32Array(1),
    }),
  );
}

function go(trainer: Trainer, steps: number): void {
  for (let step = 0; step < steps; step += 1000) {
    trainer.advance(1000);
    if (planted) for (let i = 0; i < 1000; i++) held = { step };
  }
}

const used = () => v8.getHeapStatistics().used_heap_size;
const arms = makeArms();
for (const trainer of arms) trainer.advance();
for (let done = 0; done < WARM_UP; done += 2000) for (const trainer of arms) go(trainer, 2000);
const allocated = arms.map(trainer => {
  collectGarbage();
  // The median over stretches of steps: in one of them V8 may have had work of its own.
  const stretches = Array.from({ length: STRETCHES }, () => {
    const before = used();
    go(trainer, STEPS);
    return (used() - before) / STEPS;
  });
  return stretches.sort((a, b) => a - b)[1]!;
});
process.stdout.write(JSON.stringify({ allocated, held: held !== undefined }));

/** The thread in which two engines are measured. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Engine } from '../kernels/engine.ts';
import { type EngineTimes, type EngineTrial, TRIAL_STEPS } from './faster-engine.ts';
import { madeUpTrainer } from './make-trainer.ts';

/** Steps of an engine before it is measured. */
const WARM_UP = 2;
const ROUNDS = TRIAL_STEPS / 2 - WARM_UP;

parentPort!.postMessage(timesOf(workerData as EngineTrial));

function timesOf({ task, engines, milliseconds }: EngineTrial): EngineTimes {
  const trainers = engines.map((engine: Engine) => madeUpTrainer({ ...task, engine }, Number.POSITIVE_INFINITY));
  for (const trainer of trainers) for (let n = 0; n < WARM_UP; n++) trainer.advance();
  const seconds: [number[], number[]] = [[], []];
  const end = performance.now() + milliseconds;
  for (let round = 0; round < ROUNDS || performance.now() < end; round++) {
    trainers.forEach((trainer, index) => {
      const began = performance.now();
      trainer.advance();
      seconds[index]!.push((performance.now() - began) / 1000);
    });
  }
  // Other programs only make steps longer.
  return { now: Math.min(...seconds[0]), blas: Math.min(...seconds[1]) };
}

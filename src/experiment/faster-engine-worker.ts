/** The thread in which two engines are measured. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Trainer } from '../training/trainer.ts';
import { type EngineTimes, type EngineTrial, TRIAL_STEPS } from './faster-engine.ts';
import { madeUpTrainer } from './make-trainer.ts';

/** Steps of an engine before it is measured. */
const WARM_UP = 2;
const ROUNDS = TRIAL_STEPS / 2 - WARM_UP;

parentPort!.postMessage(timesOf(workerData as EngineTrial));

function timesOf({ tasks, milliseconds }: EngineTrial): EngineTimes {
  const [now, blas] = tasks.map(task => madeUpTrainer(task, Number.POSITIVE_INFINITY));
  for (const trainer of [now!, blas!]) for (let n = 0; n < WARM_UP; n++) secondsOfStep(trainer);
  // Other programs only make steps longer, so the shortest ones are compared.
  const shortest = { now: Number.POSITIVE_INFINITY, blas: Number.POSITIVE_INFINITY };
  const end = performance.now() + milliseconds;
  for (let round = 0; round < ROUNDS || performance.now() < end; round++) {
    shortest.now = Math.min(shortest.now, secondsOfStep(now!));
    shortest.blas = Math.min(shortest.blas, secondsOfStep(blas!));
  }
  return shortest;
}

/** The seconds of the next step, without what comes between epochs. */
function secondsOfStep(trainer: Trainer): number {
  for (;;) {
    const { steps } = trainer;
    const began = performance.now();
    trainer.advance();
    if (trainer.steps > steps) return (performance.now() - began) / 1000;
  }
}

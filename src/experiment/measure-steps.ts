/** Measures what steps cost, in the calling thread. */

import { madeUpTrainer } from './make-trainer.ts';
import { costOf, MIN_PAIRS, type StepCost, type StepRequest } from './step-cost.ts';
import { measureRatios } from './step-ratios.ts';

/** What this thread has done of an arm. */
export type Practice = 'rehearsed' | 'trained' | 'none';

/** Milliseconds until the engine has compiled what an arm runs. */
const warmUps: Readonly<Record<Practice, number>> = { rehearsed: 2, trained: 10, none: 20 };

/** The cost of each task's step over the first one's; null where it could not be measured. */
export function stepCosts(
  { tasks, milliseconds, places }: StepRequest,
  practiceOf: (arm: string) => Practice,
): (StepCost | null)[] {
  const ratios = measureRatios({
    make: () => tasks.map(task => madeUpTrainer(task, Number.POSITIVE_INFINITY)),
    clock,
    warmUps: tasks.map(({ arm }) => warmUps[practiceOf(arm)]),
    milliseconds,
    places,
    minPairs: MIN_PAIRS,
  });
  return ratios.map(costOf);
}

/**
 * Processor time of all threads, of which only this one works. That of a single thread advances by ticks of the clock on Linux, and
 * on Windows both do.
 */
function clock(): number {
  if (process.platform === 'win32') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

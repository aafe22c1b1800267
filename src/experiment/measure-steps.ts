/** Measures what steps cost, in the calling thread. */

import { collectGarbage } from '../base/force-gc.ts';
import type { Trainer } from '../training/trainer.ts';
import { madeUpTrainer } from './make-trainer.ts';
import { costOf, countWeights, MIN_PAIRS, type StepCost, type StepRequest, type StepTask } from './step-cost.ts';
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
    make: networkMaker(tasks),
    clock,
    warmUps: tasks.map(({ arm }) => warmUps[practiceOf(arm)]),
    milliseconds,
    places,
    minPairs: MIN_PAIRS,
  });
  return ratios.map(costOf);
}

/** Networks with more weights take megabytes, of which the garbage collector does not know: it would keep those of all places. */
const MAX_LEFT_WEIGHTS = 1 << 15;
/** Places whose networks may be there at a time. */
const PLACES_LEFT = 2;

/** Makes the networks of one place after the other. */
function networkMaker(tasks: readonly StepTask[]): () => Trainer[] {
  const areLarge = countWeights(tasks[0]!.widths) > MAX_LEFT_WEIGHTS;
  let made = 0;
  return () => {
    if (areLarge && made > 0 && made % PLACES_LEFT === 0) collectGarbage();
    made++;
    return tasks.map(task => madeUpTrainer(task, Number.POSITIVE_INFINITY));
  };
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

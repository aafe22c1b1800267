/** Measures what steps cost, in the calling thread. */

import type { Trainer } from '../training/trainer.ts';
import { madeUpTrainer } from './make-trainer.ts';
import { costOf, MIN_PAIRS, type StepCost, type StepRequest } from './step-cost.ts';

/** Milliseconds of a stretch, at least. */
const STRETCH = 1;
/** Networks are made this many times: where their memory lies changes their speed a little. */
const PLACES = 4;
/** Milliseconds until the engine has compiled what it runs: of arms that this thread has trained, and of others. */
const [WARM, COLD] = [10, 20];

/** The cost of each task's step over the first one's; null where it could not be measured. `trained` are arms that this thread has trained. */
export function stepCosts(
  { tasks, milliseconds }: StepRequest,
  trained: ReadonlySet<string> = new Set(),
): (StepCost | null)[] {
  const ratios = tasks.map((): number[][] => []);
  let steps: readonly number[] | null = null;
  for (let place = 0; place < PLACES; place++) {
    const arms = tasks.map(task => madeUpTrainer(task, Number.POSITIVE_INFINITY));
    if (steps === null) steps = arms.map(arm => stepsFor(arm, trained.has(arm.arm) ? WARM : COLD));
    else for (const [index, arm] of arms.entries()) timeOf(arm, steps[index]!);
    const end = clock() + milliseconds / PLACES;
    for (const each of ratios) each.push([]);
    for (let round = 0; round < MIN_PAIRS / PLACES || clock() < end; round++) {
      const times = tasks.map(() => 0);
      // Every other round backwards, so that a drift meets all alike.
      for (let turn = 0; turn < arms.length; turn++) {
        const index = round % 2 === 0 ? turn : arms.length - 1 - turn;
        times[index] = timeOf(arms[index]!, steps[index]!) / steps[index]!;
      }
      times.forEach((time, index) => {
        if (time > 0 && times[0]! > 0) ratios[index]![place]!.push(Math.log(time / times[0]!));
      });
    }
  }
  return ratios.map(costOf);
}

/** Steps that take about a stretch. Finding out is the warm-up too. */
function stepsFor(trainer: Trainer, warmUp: number): number {
  const end = clock() + warmUp;
  for (let steps = 1; ; ) {
    const taken = timeOf(trainer, steps);
    if (taken < STRETCH) steps = 2 * steps;
    else if (clock() >= end) return Math.max(1, Math.round((steps * STRETCH) / taken));
  }
}

/** Milliseconds of processor time; where that is told in ticks of the clock, of time. */
function timeOf(trainer: Trainer, steps: number): number {
  const began = clock();
  for (let n = 0; n < steps; n++) trainer.advance();
  return clock() - began;
}

function clock(): number {
  if (process.platform === 'win32') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

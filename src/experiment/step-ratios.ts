/**
 * Times networks against each other: short stretches of steps in turn, at several places in memory. Whatever slows the machine
 * down slows neighbouring stretches alike. Where a network lies in memory changes its speed by several percent, so many places
 * with few stretches each say more than the opposite.
 */

export interface Stepper {
  advance(): unknown;
}

export interface StepTimer {
  /** Makes the networks at a new place in memory. */
  make(): readonly Stepper[];
  /** Milliseconds of work until now. */
  clock(): number;
  /** Milliseconds in which the engine compiles what each network runs. */
  readonly warmUps: readonly number[];
  /** Milliseconds to measure, and the places to divide them among. */
  readonly milliseconds: number;
  readonly places: number;
  /** Min pairs of stretches at all places together. */
  readonly minPairs: number;
}

/** Milliseconds of a stretch, roughly, and of steps of each network at a new place that do not count. */
const STRETCH = 0.3;
const SETTLING = 0.6;

/** The logarithms of each network's times over the neighbouring ones of the first, at each place. */
export function measureRatios({ make, clock, warmUps, milliseconds, places, minPairs }: StepTimer): number[][][] {
  const ratios = warmUps.map((): number[][] => []);
  for (let place = 0; place < places; place++) {
    const steppers = make();
    // As many steps of each network: what a stretch costs besides its steps is the same for all.
    const steps = stepsOf(steppers, place === 0 ? warmUps : warmUps.map(() => SETTLING), clock);
    for (const ofNetwork of ratios) ofNetwork.push([]);
    const end = clock() + milliseconds / places;
    for (let round = 0; round < minPairs / places || clock() < end; round++) {
      const times = steppers.map(() => 0);
      // Every other round backwards, so that a drift meets all alike.
      for (let turn = 0; turn < steppers.length; turn++) {
        const index = round % 2 === 0 ? turn : steppers.length - 1 - turn;
        // The first step finds the memory of another network in the caches.
        if (steps > 1) steppers[index]!.advance();
        times[index] = timeOf(steppers[index]!, steps, clock);
      }
      times.forEach((time, index) => {
        if (time > 0 && times[0]! > 0) ratios[index]![place]!.push(Math.log(time / times[0]!));
      });
    }
  }
  return ratios;
}

function timeOf(stepper: Stepper, steps: number, clock: StepTimer['clock']): number {
  const began = clock();
  for (let n = 0; n < steps; n++) stepper.advance();
  return clock() - began;
}

/** The steps of a stretch, by the times that were least disturbed. */
function stepsOf(steppers: readonly Stepper[], warmUps: readonly number[], clock: StepTimer['clock']): number {
  const times = steppers.map((stepper, index) => fastestStep(stepper, warmUps[index]!, clock));
  return Math.max(1, Math.round((STRETCH * times.length) / times.reduce((sum, time) => sum + time, 0)));
}

/** Milliseconds of a step. Finding out is the warm-up too. */
function fastestStep(stepper: Stepper, warmUp: number, clock: StepTimer['clock']): number {
  const end = clock() + warmUp;
  let fastest = Number.POSITIVE_INFINITY;
  for (let steps = 1; ; ) {
    const taken = timeOf(stepper, steps, clock);
    if (taken < STRETCH) steps = 2 * steps;
    else fastest = Math.min(fastest, taken / steps);
    if (fastest < Number.POSITIVE_INFINITY && clock() >= end) return fastest;
  }
}

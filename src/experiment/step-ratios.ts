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

/** Milliseconds of a stretch, at least, and those at a new place that do not count. */
const STRETCH = 0.25;
const SETTLING = 1;

/** The logarithms of each network's times over the neighbouring ones of the first, at each place. */
export function measureRatios({ make, clock, warmUps, milliseconds, places, minPairs }: StepTimer): number[][][] {
  const timeOf = (stepper: Stepper, steps: number) => {
    const began = clock();
    for (let n = 0; n < steps; n++) stepper.advance();
    return clock() - began;
  };
  /** Steps that take about a stretch. */
  const stepsFor = (stepper: Stepper, warmUp: number) => {
    const end = clock() + warmUp;
    for (let steps = 1; ; ) {
      const taken = timeOf(stepper, steps);
      if (taken < STRETCH) steps = 2 * steps;
      else if (clock() >= end) return Math.max(1, Math.round((steps * STRETCH) / taken));
    }
  };
  const ratios = warmUps.map((): number[][] => []);
  let steps: readonly number[] | null = null;
  for (let place = 0; place < places; place++) {
    const steppers = make();
    steps ??= steppers.map((stepper, index) => stepsFor(stepper, warmUps[index]!));
    for (const [index, stepper] of steppers.entries()) {
      for (const end = clock() + SETTLING; clock() < end; ) timeOf(stepper, steps[index]!);
      ratios[index]!.push([]);
    }
    const end = clock() + milliseconds / places;
    for (let round = 0; round < minPairs / places || clock() < end; round++) {
      const times = steppers.map(() => 0);
      // Every other round backwards, so that a drift meets all alike.
      for (let turn = 0; turn < steppers.length; turn++) {
        const index = round % 2 === 0 ? turn : steppers.length - 1 - turn;
        times[index] = timeOf(steppers[index]!, steps[index]!) / steps[index]!;
      }
      times.forEach((time, index) => {
        if (time > 0 && times[0]! > 0) ratios[index]![place]!.push(Math.log(time / times[0]!));
      });
    }
  }
  return ratios;
}

/** The steps within epochs after which rows are validated: multiples of `every` that do not end an epoch. */

export interface ValidationSteps {
  /** Null if rows are validated at the ends of epochs only. */
  readonly every: number | null;
  readonly stepsPerEpoch: number;
}

export function isValidationStep(step: number, { every, stepsPerEpoch }: ValidationSteps): boolean {
  return every !== null && step % every === 0 && step % stepsPerEpoch !== 0;
}

/** How many there are among the first `steps` steps. */
export function countValidations(steps: number, { every, stepsPerEpoch }: ValidationSteps): number {
  if (every === null) return 0;
  return Math.floor(steps / every) - Math.floor(steps / leastCommonMultiple(every, stepsPerEpoch));
}

/** The first such step after `step`. There must be one. */
export function validationAfter(step: number, of: ValidationSteps): number {
  let next = (Math.floor(step / of.every!) + 1) * of.every!;
  while (!isValidationStep(next, of)) next += of.every!;
  return next;
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

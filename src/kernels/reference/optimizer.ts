/** What an optimizer does to a block of parameters. */

import type { Scalars, Vector } from '../kernels.ts';

/** See Kernels.sgdStep for the rules. */
export function sgdStep(
  parameters: Vector,
  velocity: Vector,
  gradients: Vector,
  rates: Scalars,
  nesterov: boolean,
  decayed: number,
  size: number,
): void {
  const [learningRate, momentum, weightDecay] = [rates[0]!, rates[1]!, rates[2]!];
  for (let i = 0; i < size; i++) {
    const decay = i < decayed ? weightDecay * parameters[i]! : 0;
    const gradient = gradients[i]! + decay;
    const v = momentum * velocity[i]! + gradient;
    velocity[i] = v;
    parameters[i]! -= learningRate * (nesterov ? gradient + momentum * v : v);
  }
}

export function sumOfSquares(total: Scalars, x: Vector, size: number): void {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += x[i]! * x[i]!;
  total[0] = sum;
}

export function scale(x: Vector, factor: Scalars, size: number): void {
  for (let i = 0; i < size; i++) x[i]! *= factor[0]!;
}

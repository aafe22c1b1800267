/** What an optimizer does to a block of parameters. */

import type { Vector } from '../kernels.ts';

/** See Kernels.sgdStep for the rules. */
export function sgdStep(
  parameters: Vector,
  velocity: Vector,
  gradients: Vector,
  learningRate: number,
  momentum: number,
  nesterov: boolean,
  weightDecay: number,
  decayed: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) {
    const decay = i < decayed ? weightDecay * parameters[i]! : 0;
    const gradient = gradients[i]! + decay;
    const v = momentum * velocity[i]! + gradient;
    velocity[i] = v;
    parameters[i]! -= learningRate * (nesterov ? gradient + momentum * v : v);
  }
}

export function sumOfSquares(x: Vector, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += x[i]! * x[i]!;
  return sum;
}

export function scale(x: Vector, factor: number, size: number): void {
  for (let i = 0; i < size; i++) x[i]! *= factor;
}

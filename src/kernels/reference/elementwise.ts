/** The kernels of the activations, from their values and slopes: out = f(x) and dx = dout · f'(x). */

import type { ActivationKernels, Vector } from '../kernels.ts';
import {
  type ActivationDefinition,
  type ActivationName,
  activationDefinitions,
  activationNames,
} from './activations.ts';

function elementwise({ f, slope }: ActivationDefinition): ActivationKernels {
  return {
    forward(out: Vector, x: Vector, size: number): void {
      for (let i = 0; i < size; i++) out[i] = f(x[i]!);
    },
    backward(dx: Vector, dout: Vector, x: Vector, out: Vector, size: number): void {
      for (let i = 0; i < size; i++) dx[i] = dout[i]! * slope(x[i]!, out[i]!);
    },
  };
}

export const activations = Object.fromEntries(
  activationNames.map(name => [name, elementwise(activationDefinitions[name])]),
) as Record<ActivationName, ActivationKernels>;

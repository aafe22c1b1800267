/**
 * The activations, element by element. A backward pass uses whichever of x and out = f(x) makes the slope cheap.
 */

import type { ActivationKernels, ActivationName, Vector } from '../kernels.ts';
import { functions, GELU_CUBIC, GELU_SCALE, geluTanh, LEAK } from './activation-functions.ts';

/** Kernels from the value of f and its slope at one element. */
function elementwise(f: (x: number) => number, slope: (x: number, out: number) => number): ActivationKernels {
  return {
    forward(out: Vector, x: Vector, size: number): void {
      for (let i = 0; i < size; i++) out[i] = f(x[i]!);
    },
    backward(dx: Vector, dout: Vector, x: Vector, out: Vector, size: number): void {
      for (let i = 0; i < size; i++) dx[i] = dout[i]! * slope(x[i]!, out[i]!);
    },
  };
}

export const activations: Record<ActivationName, ActivationKernels> = {
  // At 0 the slope is 0, as in PyTorch.
  relu: elementwise(functions.relu, x => (x <= 0 ? 0 : 1)),
  'leaky-relu': elementwise(functions['leaky-relu'], x => (x <= 0 ? LEAK : 1)),
  sigmoid: elementwise(functions.sigmoid, (_x, out) => out * (1 - out)),
  tanh: elementwise(functions.tanh, (_x, out) => 1 - out * out),
  gelu: elementwise(functions.gelu, x => {
    const t = geluTanh(x);
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
  }),
};

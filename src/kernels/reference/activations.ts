/**
 * The activations, element by element. A backward pass uses whichever of x and out = f(x) makes the slope cheap.
 */

import type { ActivationKernels, ActivationName, Vector } from '../kernels.ts';

/** Slope of leaky-relu below 0, PyTorch's default. */
const LEAK = 0.01;

/** gelu in its tanh form (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415): x/2 · (1 + tanh(inner(x))) */
const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

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

function geluTanh(x: number): number {
  return Math.tanh(GELU_SCALE * (x + GELU_CUBIC * x ** 3));
}

export const activations: Record<ActivationName, ActivationKernels> = {
  // At 0 the slope is 0, as in PyTorch. `x > 0 ? x : 0` would hide a NaN; this passes it on.
  relu: elementwise(
    x => (x <= 0 ? 0 : x),
    x => (x <= 0 ? 0 : 1),
  ),
  'leaky-relu': elementwise(
    x => (x <= 0 ? LEAK * x : x),
    x => (x <= 0 ? LEAK : 1),
  ),
  sigmoid: elementwise(
    x => 1 / (1 + Math.exp(-x)),
    (_x, out) => out * (1 - out),
  ),
  tanh: elementwise(Math.tanh, (_x, out) => 1 - out * out),
  gelu: elementwise(
    x => 0.5 * x * (1 + geluTanh(x)),
    x => {
      const t = geluTanh(x);
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
    },
  ),
};

/** What each activation makes of one number. */

import type { ActivationName } from '../kernels.ts';

/** Slope of leaky-relu below 0, PyTorch's default. */
export const LEAK = 0.01;

/** gelu in its tanh form (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415): x/2 · (1 + tanh(inner(x))) */
export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

export function geluTanh(x: number): number {
  return Math.tanh(GELU_SCALE * (x + GELU_CUBIC * x ** 3));
}

export const functions: Readonly<Record<ActivationName, (x: number) => number>> = {
  // `x > 0 ? x : 0` would hide a NaN; this passes it on.
  relu: x => (x <= 0 ? 0 : x),
  'leaky-relu': x => (x <= 0 ? LEAK * x : x),
  sigmoid: x => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  gelu: x => 0.5 * x * (1 + geluTanh(x)),
};

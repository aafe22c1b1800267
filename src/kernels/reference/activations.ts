/** The activations, by name: their value and slope at one number. A set of WebAssembly kernels exports each by its name here. */

export interface ActivationDefinition {
  f(x: number): number;
  /** f'(x), from x or out = f(x), whichever is cheaper. */
  slope(x: number, out: number): number;
  /** Whether f is flat on both sides, which decides the initial weights. */
  readonly saturates: boolean;
  /** Whether f has a kink at 0 and lets little or nothing pass below. */
  readonly rectifies: boolean;
}

/** Slope of leaky-relu below 0, PyTorch's default. */
export const LEAK = 0.01;

/** gelu in its tanh form (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415): x/2 · (1 + tanh(inner(x))) */
export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

function geluTanh(x: number): number {
  return Math.tanh(GELU_SCALE * (x + GELU_CUBIC * x ** 3));
}

export const activationDefinitions = {
  // `x > 0 ? x : 0` would hide a NaN; this passes it on. At 0 the slope is 0, as in PyTorch.
  relu: { f: x => (x <= 0 ? 0 : x), slope: x => (x <= 0 ? 0 : 1), saturates: false, rectifies: true },
  'leaky-relu': { f: x => (x <= 0 ? LEAK * x : x), slope: x => (x <= 0 ? LEAK : 1), saturates: false, rectifies: true },
  sigmoid: { f: x => 1 / (1 + Math.exp(-x)), slope: (_x, out) => out * (1 - out), saturates: true, rectifies: false },
  tanh: { f: Math.tanh, slope: (_x, out) => 1 - out * out, saturates: true, rectifies: false },
  gelu: {
    f: x => 0.5 * x * (1 + geluTanh(x)),
    slope(x) {
      const t = geluTanh(x);
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
    },
    saturates: false,
    rectifies: false,
  },
} satisfies Record<string, ActivationDefinition>;

export type ActivationName = keyof typeof activationDefinitions;
export const activationNames = Object.keys(activationDefinitions) as readonly ActivationName[];

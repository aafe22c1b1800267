/**
 * Initial weights of an affine with D inputs and M outputs: normal with mean 0 and a standard deviation that the rule
 * gives. Biases start at 0.
 */

import type { Random } from '../base/numbers/random.ts';
import type { Vector } from '../kernels/kernels.ts';
import { type ActivationName, activationDefinitions } from '../kernels/reference/activations.ts';

export type InitRule = 'he' | 'xavier' | 'lecun' | 'normal';

export const standardDeviations: Readonly<Record<InitRule, (D: number, M: number) => number>> = {
  /** He et al. 2015, https://arxiv.org/abs/1502.01852: for activations that drop half of their input. */
  he: D => Math.sqrt(2 / D),
  /** Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html */
  xavier: (D, M) => Math.sqrt(2 / (D + M)),
  /** LeCun et al. 1998, "Efficient BackProp" */
  lecun: D => Math.sqrt(1 / D),
  normal: () => 1,
};

/**
 * The default rule for an activation: He's for the relu family, Xavier's for activations that saturate on both sides.
 */
export function defaultInit(activation: ActivationName): InitRule {
  return activationDefinitions[activation].saturates ? 'xavier' : 'he';
}

/** Fills weight (D, M) with draws of the rule's standard deviation times `scale`. */
export function fillWeight(weight: Vector, D: number, M: number, rule: InitRule, scale: number, random: Random): void {
  const deviation = scale * standardDeviations[rule](D, M);
  for (let i = 0; i < D * M; i++) weight[i] = deviation * random.normal();
}

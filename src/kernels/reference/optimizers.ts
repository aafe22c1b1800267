/**
 * A step of each optimizer over a block of parameters p with gradients g: torch.optim's formulas. Weight decay is coupled
 * where its gradient, weightDecay · p, joins that of the loss, and decoupled where it only shrinks the parameter. A set of
 * WebAssembly kernels exports each by its name here: `sgdStep` for `sgd`.
 *
 * Every step starts `rates` with learningRate, weightDecay and share, and may keep an average a of the parameters. After
 * the step,
 *
 *     a = a + share · (p - a)
 */

import type { OptimizerKernel, Vector } from '../kernels.ts';

function takeIn(average: Vector | null, parameters: Vector, share: number, i: number): void {
  if (average !== null) average[i]! += share * (parameters[i]! - average[i]!);
}

/**
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html with dampening 0, decay coupled:
 *
 *     velocity = momentum · velocity + g
 *     p = p - learningRate · velocity, or with Nesterov p - learningRate · (g + momentum · velocity)
 *
 * rates: learningRate, weightDecay, share, momentum, and 1 for Nesterov or 0. Without momentum velocity may stay as it is.
 */
const sgd: OptimizerKernel = (parameters, [velocity], average, gradients, rates, decayed, size) => {
  const [learningRate, weightDecay, share] = [rates[0]!, rates[1]!, rates[2]!];
  const [momentum, nesterov] = [rates[3]!, rates[4]! !== 0];
  for (let i = 0; i < size; i++) {
    const decay = i < decayed ? weightDecay * parameters[i]! : 0;
    const gradient = gradients[i]! + decay;
    const v = momentum * velocity![i]! + gradient;
    velocity![i] = v;
    parameters[i]! -= learningRate * (nesterov ? gradient + momentum * v : v);
    takeIn(average, parameters, share, i);
  }
};

/**
 * Kingma and Ba 2015, https://arxiv.org/abs/1412.6980, as in
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html, and with decoupled decay Loshchilov and Hutter 2019,
 * https://arxiv.org/abs/1711.05101, as in https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html. In step t:
 *
 *     m = beta1 · m + (1 - beta1) · g
 *     v = beta2 · v + (1 - beta2) · g²
 *     p = p - learningRate · (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
 *
 * state: m, v. rates: learningRate, weightDecay, share, beta1, beta2, eps, 1 - beta1^t and sqrt(1 - beta2^t).
 */
function adamStep(decay: 'coupled' | 'decoupled'): OptimizerKernel {
  return (parameters, [m, v], average, gradients, rates, decayed, size) => {
    const [learningRate, weightDecay, share, beta1, beta2, eps, correction1, correction2] = rates as unknown as Rates8;
    for (let i = 0; i < size; i++) {
      const rate = i < decayed ? weightDecay : 0;
      const gradient = gradients[i]! + (decay === 'coupled' ? rate * parameters[i]! : 0);
      if (decay === 'decoupled') parameters[i]! *= 1 - learningRate * rate;
      m![i] = beta1 * m![i]! + (1 - beta1) * gradient;
      v![i] = beta2 * v![i]! + (1 - beta2) * gradient * gradient;
      parameters[i]! -= ((learningRate / correction1) * m![i]!) / (Math.sqrt(v![i]!) / correction2 + eps);
      takeIn(average, parameters, share, i);
    }
  };
}

type Rates8 = [number, number, number, number, number, number, number, number];

export const optimizers = {
  sgd,
  adam: adamStep('coupled'),
  adamw: adamStep('decoupled'),
} satisfies Record<string, OptimizerKernel>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];

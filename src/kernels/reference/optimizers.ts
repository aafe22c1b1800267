/**
 * A step of each optimizer over a block of parameters p with gradients g: torch.optim's formulas. Weight decay is coupled
 * where its gradient, weightDecay · p, joins that of the loss, and decoupled where it only shrinks the parameter. A set of
 * WebAssembly kernels exports each by its name here: `sgdStep` for `sgd`.
 */

import type { OptimizerKernel } from '../kernels.ts';

/**
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html with dampening 0, decay coupled:
 *
 *     velocity = momentum · velocity + g
 *     p = p - learningRate · velocity, or with Nesterov p - learningRate · (g + momentum · velocity)
 *
 * rates: learningRate, weightDecay, momentum, and 1 for Nesterov or 0. Without momentum velocity may stay as it is.
 */
const sgd: OptimizerKernel = (parameters, [velocity], gradients, rates, decayed, size) => {
  const [learningRate, weightDecay, momentum, nesterov] = [rates[0]!, rates[1]!, rates[2]!, rates[3]! !== 0];
  for (let i = 0; i < size; i++) {
    const decay = i < decayed ? weightDecay * parameters[i]! : 0;
    const gradient = gradients[i]! + decay;
    const v = momentum * velocity![i]! + gradient;
    velocity![i] = v;
    parameters[i]! -= learningRate * (nesterov ? gradient + momentum * v : v);
  }
};

export const optimizers = { sgd } satisfies Record<string, OptimizerKernel>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];

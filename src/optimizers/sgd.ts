/**
 * Stochastic gradient descent as in torch.optim.SGD: with momentum (Sutskever et al. 2013), or Nesterov's form of it.
 */

import type { OptimizerDefinition } from './optimizer.ts';

export const sgd: OptimizerDefinition = {
  learningRate: 0.1,
  state: ['velocity'],
  uses: ['momentum', 'nesterov'],
  rates: ({ momentum, nesterov }) => [momentum, nesterov ? 1 : 0],
};

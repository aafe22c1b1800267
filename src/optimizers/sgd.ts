/**
 * Stochastic gradient descent as in torch.optim.SGD: with momentum (Sutskever et al. 2013), or Nesterov's form of it.
 */

import type { OptimizerDefinition } from './optimizer.ts';

export const sgd: OptimizerDefinition = {
  // At 0.1, networks without batch norm diverge on many tables whose target is a number.
  learningRate: { classification: 0.1, regression: 0.05 },
  state: ['velocity'],
  uses: ['momentum', 'nesterov'],
  rates: ({ momentum, nesterov }) => [momentum, nesterov ? 1 : 0],
};

/** Stochastic gradient descent, with momentum in PyTorch's form (Sutskever et al. 2013) or Nesterov's. */

import type { OptimizerDefinition } from './optimizer.ts';

export const sgd: OptimizerDefinition = {
  state: ['velocity'],
  uses: ['momentum', 'nesterov'],
  rates: ({ momentum, nesterov }) => [momentum, nesterov ? 1 : 0],
};

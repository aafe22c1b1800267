/**
 * Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980): the step of each parameter is its average gradient
 * divided by the root of its average squared gradient. Both averages start at 0, and are corrected for that. Names and
 * defaults are those of torch.optim.Adam; weight decay is coupled (L2 regularization).
 */

import type { OptimizerDefinition } from './optimizer.ts';

/** Added to the root, so that a parameter with gradients near 0 does not take large steps. */
const EPS = 1e-8;

export const adam: OptimizerDefinition = {
  learningRate: 1e-3,
  state: ['exp_avg', 'exp_avg_sq'],
  uses: ['betas'],
  rates: ({ betas: [beta1, beta2] }) => [beta1, beta2, EPS, 0, 0],
  beforeStep(rates, step) {
    rates[6] = 1 - rates[3]! ** step;
    rates[7] = Math.sqrt(1 - rates[4]! ** step);
  },
};

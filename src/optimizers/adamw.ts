/**
 * AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101): Adam with decoupled weight decay, which shrinks
 * the weights by learning rate · weight decay, independent of their gradients. It is torch.optim.AdamW, except that
 * weight decay is 0 by default, as for every optimizer here. Its step is a kernel of its own.
 */

import { adam } from './adam.ts';
import type { OptimizerDefinition } from './optimizer.ts';

export const adamw: OptimizerDefinition = adam;

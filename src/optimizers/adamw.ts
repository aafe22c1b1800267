/**
 * AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101): Adam with decoupled weight decay, which shrinks the
 * weights by the learning rate alone, however large their gradients are. As torch.optim.AdamW but for the default of the
 * decay, which is 0 here for every optimizer. Its step is a kernel of its own.
 */

import { adam } from './adam.ts';
import type { OptimizerDefinition } from './optimizer.ts';

export const adamw: OptimizerDefinition = adam;

/** All optimizers: each is a row here, and a step of the same name in the kernels (kernels/reference/optimizers.ts). */

import type { OptimizerName } from '../kernels/reference/optimizers.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import type { OptimizerDefinition } from './optimizer.ts';
import { sgd } from './sgd.ts';

export const optimizers: Readonly<Record<OptimizerName, OptimizerDefinition>> = { sgd, adam, adamw };

/** The optimizers there are. */

import type { OptimizerName } from '../kernels/reference/optimizers.ts';
import type { OptimizerDefinition } from './optimizer.ts';
import { sgd } from './sgd.ts';

export const optimizers: Readonly<Record<OptimizerName, OptimizerDefinition>> = { sgd };

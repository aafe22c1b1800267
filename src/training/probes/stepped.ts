/** A network after a step, beside its twin, which is as it was before the update. */

import type { Batch } from '../batch.ts';
import type { NetworkBlock } from './blocks.ts';
import type { Twin } from './twin.ts';

export interface SteppedNetwork {
  readonly twin: Twin;
  /** The blocks of the twin. */
  readonly before: readonly NetworkBlock[];
  /** The blocks of the network. */
  readonly after: readonly NetworkBlock[];
  /** The batch of the step. */
  readonly batch: Batch;
  readonly learningRate: number;
  /** The loss of the batch before the update. */
  readonly loss: number;
}

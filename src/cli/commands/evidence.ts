/** `evidence`: claims about batch norm, tested on pairs of runs. */

import { evidenceExperiment } from '../../evidence/evidence.ts';
import type { Invocation } from '../command.ts';
import { trainExperiment } from '../run.ts';

export async function evidence({ args, flags, given }: Invocation): Promise<void> {
  await trainExperiment(evidenceExperiment(args, given), flags);
}

/** What `compare` and `train` conclude from several seeds. */

import { withPauses } from '../../base/threads/event-loop.ts';
import type { TrainingEvent } from '../../events/events.ts';
import type { Study } from '../../experiment/pairs/study.ts';
import { curvesOf } from './curves.ts';
import { fasterClaim } from './faster.ts';
import { stepCostsOf } from './step-costs.ts';
import { summariesOf } from './summaries.ts';

export async function concludeSeeds(study: Study, emit: (event: TrainingEvent) => void): Promise<void> {
  for (const event of await withPauses(curvesOf(study.records))) emit(event);
  for (const event of await withPauses(summariesOf(study))) emit(event);
  const costs = await stepCostsOf(study);
  for (const event of [...costs, ...fasterClaim(study, costs[0] ?? null)]) emit(event);
}

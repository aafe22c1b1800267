/** What a step of each arm costs, against a step of the first. */

import type { StepCostEvent } from '../../events/events.ts';
import { areSame } from '../../experiment/experiment.ts';
import type { Study } from '../../experiment/pairs/study.ts';
import { measureStepCosts } from '../../experiment/step-cost.ts';

/** Measured alone on the machine, after all runs. Empty for one arm, and for runs that were not trained here. */
export async function stepCostsOf({ experiment, tasks, records, meter, signal }: Study): Promise<StepCostEvent[]> {
  const results = records[0]!.runs.map(({ result }) => result);
  const [first, ...others] = results.map(({ arm }) => arm);
  if (others.length === 0 || tasks.length === 0) return [];
  const costs = await measureStepCosts(tasks, results, meter, signal);
  return others.map((arm, n) => {
    const cost = areSame(experiment, n + 1) ? 'same-network' : costs[n + 1]!;
    const measured =
      typeof cost === 'string'
        ? { ratio: null, low: null, high: null, unmeasured: cost }
        : { ...cost, unmeasured: null };
    return { event: 'step-cost', arm, reference: first!, ...measured };
  });
}

/** What a worker takes at most, so that a job takes neither all memory nor all time. */

import { UserError } from '../../base/errors.ts';
import { formatCount } from '../../base/text/format.ts';
import type { LoadedData } from '../../data/load.ts';
import { armConfig } from '../../experiment/arms.ts';
import { recordedOf } from '../../experiment/pairs/pair-cost.ts';
import { type ReadyExperiment, readyExperiment } from '../../experiment/ready.ts';
import { parametersOf } from '../../experiment/start-event.ts';
import type { Job } from './job.ts';

export interface Limits {
  /** Of one network. */
  readonly parameters: number;
  /** Of a bundle. */
  readonly seconds: number;
}

export const defaultLimits: Limits = { parameters: 100_000_000, seconds: 3600 };

/** Evaluations, steps and probes that the runs of a bundle record at most. */
const MAX_RECORDED = 5_000_000;

/** Throws UserError for hidden layers that alone have more parameters than a network may have. */
export function checkLayers({ config, runs }: Job, { parameters }: Limits): void {
  for (const { point } of runs) {
    const layers = (point.layers ?? config.layers ?? []) as readonly number[];
    const between = layers.slice(1).reduce((sum, width, n) => sum + width * layers[n]!, 0);
    checkParameters(between, parameters, 'at least ');
  }
}

/** Throws UserError once the data are read. `experiment` has the settings that runs share. */
export function checkSize(experiment: ReadyExperiment, data: LoadedData, { runs }: Job, limits: Limits): void {
  let recorded = 0;
  for (const { point, arm } of runs) {
    const ready = readyExperiment({ ...experiment, config: { ...experiment.config, ...point } }, data);
    const arms = ready.arms.filter(({ name }) => arm === undefined || name === arm);
    for (const each of arms) {
      const own = { ...ready, config: armConfig(each, ready.config) };
      checkParameters(parametersOf(own, each, data), limits.parameters);
    }
    recorded += recordedOf({ ...ready, arms }, data);
  }
  if (recorded <= MAX_RECORDED) return;
  throw new UserError(
    `the job records ${formatCount(recorded)} evaluations and steps, and a worker takes ${formatCount(MAX_RECORDED)}; ` +
      'give fewer epochs, or a larger ⟪logSteps⟫ or ⟪validateEvery⟫',
  );
}

function checkParameters(count: number, most: number, bound = ''): void {
  if (count <= most) return;
  throw new UserError(
    `⟪maxParameters⟫: a network has ${bound}${formatCount(count)} parameters, and this worker takes ${formatCount(most)}; ` +
      'give fewer or narrower layers, or raise it at the worker',
  );
}

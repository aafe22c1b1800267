/** Loads the data of an experiment, and checks that its arms can train on it. */

import { UserError } from '../base/errors.ts';
import type { WarningCode } from '../base/warn.ts';
import { type LoadedData, loadData, type SplitFacts } from '../data/load.ts';
import type { TableProgress } from '../data/reading/read-table.ts';
import type { Listener } from '../events/events.ts';
import { memoryOf } from '../kernels/engine.ts';
import { checkTask } from '../settings/config.ts';
import { decide } from '../settings/table.ts';
import { trainedRows } from './arm-tasks.ts';
import { armConfig } from './arms.ts';
import type { RunOptions } from './experiment.ts';
import { type Experiment, mayRefit, meetsBatchNorm } from './spec.ts';

/** Throws UserError. */
export async function loadForExperiment(
  { experiment, engine, warnings, budget, checkpoint, initial }: Omit<RunOptions, 'threads'>,
  threads: number,
  listeners: readonly Listener[],
): Promise<LoadedData> {
  const { paths, config, save } = experiment;
  const context = {
    ...(mayRefit(experiment) ? { wantsAll: (facts: SplitFacts) => decide(config, facts).refit === true } : {}),
    threads,
    warn: (message: string, code: WarningCode) => warnings.push({ message, code }),
    budget,
    digests: save !== undefined || checkpoint !== null ? ('needed' as const) : ('cheap' as const),
    progress(progress: TableProgress) {
      for (const listener of listeners) listener.reading?.(progress);
    },
  };
  const data = await loadData(paths, config, 'float32', memoryOf(engine), context);
  try {
    checkRows(experiment, data);
    for (const arm of experiment.arms) checkTask(armConfig(arm, experiment.config), data.description.task);
    if (initial !== null) (await import('./init-from.js')).checkInitial(initial, data);
    return data;
  } catch (error) {
    data.close();
    throw error;
  }
}

export function checkRows(experiment: Experiment, data: LoadedData): void {
  if (trainedRows(data) > 1 || !meetsBatchNorm(experiment)) return;
  const path = experiment.paths[0];
  throw new UserError(`${path}: one training row is too few for batch norm: the variance of one row is 0`);
}

/** Experiments with several arms, seeds or points, with what follows from their pairs. */

import type { Listener, ResultEvent } from '../events/events.ts';
import { conclude } from '../evidence/conclusions.ts';
import * as experiments from '../experiment/experiment.ts';
import * as resumed from '../experiment/resume.ts';
import type { Experiment } from '../experiment/spec.ts';

/** Runs an experiment and emits its events to the listeners. Returns the results of its runs. Throws UserError. */
export function runExperiment(
  experiment: Experiment,
  listeners: readonly Listener[],
  signal?: AbortSignal,
): Promise<readonly ResultEvent[]> {
  return experiments.runExperiment(experiment, listeners, signal, conclude);
}

/** Continues the experiment of a checkpoint, with all of its events from the start. Throws UserError. */
export function resumeExperiment(
  request: resumed.ResumeRequest,
  listeners: readonly Listener[],
  signal?: AbortSignal,
  onOpened?: Parameters<typeof resumed.resumeExperiment>[3],
): Promise<readonly ResultEvent[]> {
  return resumed.resumeExperiment(request, listeners, signal, onOpened, conclude);
}

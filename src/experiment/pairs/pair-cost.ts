/** What a pair takes, estimated from its settings alone, so that it is the same on every machine. */

import type { LoadedData } from '../../data/load.ts';
import { stepsPerEpoch, trainedRows, widthsOf } from '../arm-tasks.ts';
import { armConfig } from '../arms.ts';
import type { ReadyExperiment } from '../ready.ts';

/** Multiplications and additions in a second, and seconds of a step beside them, of a core of 2023. */
const [RATE, STEP] = [5e10, 1e-5];
/** A step backward takes twice a step forward; with the two operations of a weight. */
const OPERATIONS = 6;

/** Seconds of one core for all arms of a pair. */
export function secondsOfPair(ready: ReadyExperiment, data: LoadedData): number {
  const widths = widthsOf(ready.config, data);
  const weights = widths.slice(1).reduce((sum, width, n) => sum + width * widths[n]!, 0);
  const [rows, steps] = [trainedRows(data), stepsPerEpoch(ready, data)];
  const epochs = ready.arms.map(arm => armConfig(arm, ready.config).epochs);
  const seconds = (OPERATIONS * weights * rows) / RATE + steps * widths.length * STEP;
  return seconds * epochs.reduce((sum, each) => sum + each, 0);
}

/** Evaluations, logged steps and probes of all arms of a pair. */
export function recordedOf(ready: ReadyExperiment, data: LoadedData): number {
  const steps = stepsPerEpoch(ready, data);
  const counts = ready.arms.map(arm => {
    const { epochs, validateEvery, logSteps, probeSteps, landscapeSteps } = armConfig(arm, ready.config);
    const every = [validateEvery, logSteps, probeSteps, landscapeSteps].filter(each => each !== null);
    return epochs * every.reduce((sum, each) => sum + steps / each, 1);
  });
  return Math.ceil(counts.reduce((sum, each) => sum + each, 0));
}

/** The command that repeats `evidence`. */

import { isDeepStrictEqual } from 'node:util';
import { asFlag } from '../base/text/setting-names.ts';
import type { ReadyExperiment } from '../experiment/ready.ts';
import { commandOf } from './command.ts';
import { defaultScales, OWN_SCALE } from './evidence.ts';

export function rerunCommand(experiment: ReadyExperiment): string {
  const { config, points } = experiment;
  if (points === undefined) return commandOf({ ...experiment, config: withoutAll(config) });
  // The points have the scales, and the config that of the first.
  const command = commandOf({ ...experiment, config: { ...withoutAll(config), initScale: OWN_SCALE } });
  const scales = points.map(({ initScale }) => initScale!).sort((a, b) => a - b);
  return isDeepStrictEqual(scales, defaultScales) ? command : `${command} ${asFlag('initScale', scales)}`;
}

/** All training rows are the default of `evidence`, and none that of the setting. */
function withoutAll(config: ReadyExperiment['config']): ReadyExperiment['config'] {
  return config.trainEvalRows === 'all' ? { ...config, trainEvalRows: null } : config;
}

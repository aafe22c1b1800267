/** The command that repeats `evidence`. */

import { isDeepStrictEqual } from 'node:util';
import { asFlag, inShell } from '../base/text/setting-names.ts';
import type { ReadyExperiment } from '../experiment/ready.ts';
import { defaultOf, settingKeys } from '../settings/table.ts';
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

/** Settings at their defaults are left out, and so are those that the data decide. */
function commandOf({ command, paths, config, decided }: ReadyExperiment): string {
  const given = settingKeys.filter(
    key => !decided.includes(key) && !isDeepStrictEqual(config[key], defaultOf(key, config)),
  );
  return ['bntrain', command, ...paths.map(inShell), ...given.map(key => asFlag(key, config[key]))].join(' ');
}

/** The command that repeats `evidence`. */

import { isDeepStrictEqual } from 'node:util';
import { asFlag, inShell } from '../base/text/setting-names.ts';
import type { ReadyExperiment } from '../experiment/ready.ts';
import { defaultOf, settingKeys } from '../settings/table.ts';
import { defaultScales, OWN_SCALE } from './evidence.ts';

export function rerunCommand(experiment: ReadyExperiment): string {
  const { config, decided, points, rates = [] } = experiment;
  // The config of several points or rates is that of the first pair.
  const initScale = points === undefined ? config.initScale : OWN_SCALE;
  const own = { ...withoutAll(config), initScale };
  const command = commandOf({ ...experiment, config: own, decided: rates.length > 0 ? [...decided, 'lr'] : decided });
  const scales = (points ?? []).map(point => point.initScale!).sort((a, b) => a - b);
  const isUsual = points === undefined || isDeepStrictEqual(scales, defaultScales);
  const several = [
    ...(rates.length === 0 ? [] : [asFlag('lr', rates)]),
    ...(isUsual ? [] : [asFlag('initScale', scales)]),
  ];
  return [command, ...several].join(' ');
}

/** All training rows are the default of `evidence`, and none that of the setting. */
function withoutAll(config: ReadyExperiment['config']): ReadyExperiment['config'] {
  return config.trainEvalRows === 'all' ? { ...config, trainEvalRows: null } : config;
}

/** Settings at their defaults are left out, and so are those that the data decide. */
export function commandOf({
  command,
  paths,
  config,
  decided,
}: Pick<ReadyExperiment, 'command' | 'paths' | 'config' | 'decided'>): string {
  const given = settingKeys.filter(
    key => !decided.includes(key) && !isDeepStrictEqual(config[key], defaultOf(key, config)),
  );
  return ['bntrain', command, ...paths.map(inShell), ...given.map(key => asFlag(key, config[key]))].join(' ');
}

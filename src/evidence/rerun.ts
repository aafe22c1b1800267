/** The command that repeats an experiment, with placeholders for its settings. */

import { isDeepStrictEqual } from 'node:util';
import { inShell, settingTo } from '../base/text/setting-names.ts';
import type { ReadyExperiment } from '../experiment/ready.ts';
import { defaultOf, type SettingKey, settingKeys, settings } from '../settings/table.ts';
import { defaultScales } from './evidence.ts';

/** Settings of the machine and of the output change no result; the others below are added by themselves. */
function isWritten(key: SettingKey): boolean {
  return !['machine', 'output', 'trace'].includes(settings[key].group) && !ownKeys.includes(key);
}
const ownKeys: readonly SettingKey[] = ['seed', 'seeds', 'initScale', 'trainEvalRows', 'norm'];

export function rerunCommand({ command, paths, config, decided, points }: ReadyExperiment): string {
  const changed = settingKeys.filter(
    key => isWritten(key) && !decided.includes(key) && !isDeepStrictEqual(config[key], defaultOf(key, config)),
  );
  const rows = config.trainEvalRows === 'all' || config.trainEvalRows === null ? [] : (['trainEvalRows'] as const);
  const flags = [...changed, ...rows, 'seed' as const, 'seeds' as const].map(key => settingTo(key, config[key]));
  return ['bntrain', command, ...paths.map(inShell), ...flags, ...scalesOf(points, config.initScale)].join(' ');
}

/** The initial scales, if they are not the usual ones. */
function scalesOf(points: ReadyExperiment['points'], single: number): string[] {
  if (points === undefined) return single === 1 ? [] : [settingTo('initScale', single)];
  const scales = points.map(({ initScale }) => initScale!).sort((a, b) => a - b);
  return isDeepStrictEqual(scales, defaultScales) ? [] : [settingTo('initScale', scales)];
}

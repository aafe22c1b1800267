/** The command that repeats an experiment. */

import { isDeepStrictEqual } from 'node:util';
import { asFlag, inShell } from '../base/text/setting-names.ts';
import type { ReadyExperiment } from '../experiment/ready.ts';
import { defaultOf, settingKeys } from '../settings/table.ts';

/** Settings at their defaults are left out, and so are those that the data decide. */
export function commandOf({ command, paths, config, decided }: ReadyExperiment): string {
  const given = settingKeys.filter(
    key => !decided.includes(key) && !isDeepStrictEqual(config[key], defaultOf(key, config)),
  );
  return ['bntrain', command, ...paths.map(inShell), ...given.map(key => asFlag(key, config[key]))].join(' ');
}

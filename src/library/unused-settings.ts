/** Settings that were given to something that does not use them, so that they are never ignored in silence. */

import { isDeepStrictEqual } from 'node:util';
import { list } from '../base/text/format.ts';
import type { Warn } from '../base/warn.ts';
import { type GivenSettings, makeConfig } from '../settings/config.ts';
import { defaultOf, type SettingKey, scopeOf, settingKeys } from '../settings/table.ts';

/** The given settings that are not among the used ones, except those at their defaults and those that change no result. */
export function unusedSettings(given: GivenSettings, used: readonly SettingKey[]): SettingKey[] {
  const config = makeConfig(given);
  return settingKeys.filter(
    key =>
      (given[key] ?? null) !== null &&
      !used.includes(key) &&
      scopeOf(key) !== 'none' &&
      !isDeepStrictEqual(config[key], defaultOf(key, config)),
  );
}

/** Warns of settings without effect on `what`. */
export function warnOfUnused(given: GivenSettings, used: readonly SettingKey[], what: string, warn: Warn): void {
  const unused = unusedSettings(given, used).map(key => `⟪${key}⟫`);
  if (unused.length === 0) return;
  const have = unused.length === 1 ? 'has' : 'have';
  warn(
    `${list(unused, unused.length)} ${have} no effect on ${what}; leave ${unused.length === 1 ? 'it' : 'them'} out`,
    'no-effect',
  );
}

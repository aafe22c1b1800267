/** The settings of a config file that a command uses. One file may serve several commands, so the others are no error. */

import { list } from '../base/text/format.ts';
import { unusedSettings } from '../library/unused-settings.ts';
import type { GivenSettings } from '../settings/config.ts';
import { valuesOfSetting } from '../settings/ranges.ts';
import type { SettingKey } from '../settings/table.ts';
import { type CommandName, commandNames, commands } from './commands.ts';
import type { ConfigFile } from './config-file.ts';
import type { FlagValues } from './flags.ts';
import { stderrWarner } from './printer.ts';

/** Warns of the others, if they are not at their defaults. */
export function usedSettings(name: CommandName, path: string, file: ConfigFile, flags: FlagValues): GivenSettings {
  const { settings, fileSettings = [], several = [] } = commands[name];
  const used = [...settings, ...fileSettings];
  const { settings: given, decided } = file;
  const firsts = several.flatMap(key =>
    (given[key] ?? null) === null ? [] : [[key, valuesOfSetting(key, given[key])[0]]],
  );
  const unused = unusedSettings({ ...given, ...Object.fromEntries(firsts) }, used).filter(
    key => !decided.includes(key),
  );
  if (unused.length > 0) {
    const message = `${path}: ${name} does not use ${list(unused, unused.length)}; 'bntrain ${commandFor(unused)}' does`;
    stderrWarner(flags)(message, 'no-effect');
  }
  return Object.fromEntries(Object.entries(given).filter(([key]) => used.some(each => each === key)));
}

/** The first command that uses all of them. */
function commandFor(keys: readonly SettingKey[]): CommandName {
  return commandNames.find(name => keys.every(key => commands[name].settings.includes(key)))!;
}

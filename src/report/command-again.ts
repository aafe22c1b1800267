/** The command that compares arms again, with the settings that a comparison advises. */

import { inShell, type SettingValue } from '../base/text/setting-names.ts';
import type { ComparisonEvent, StartEvent } from '../events/events.ts';
import type { Style } from './style.ts';

/** Null if no settings are advised, and for a resumed run, whose settings are those of its checkpoint. */
export function commandAgain(
  { commandLine }: Pick<StartEvent, 'commandLine'>,
  comparisons: readonly Pick<ComparisonEvent, 'retry'>[],
  { settingName }: Pick<Style, 'settingName'>,
): string | null {
  const retry = Object.entries(comparisons.find(each => each.retry !== undefined)?.retry ?? {});
  if (retry.length === 0 || commandLine === undefined || commandLine[0] === 'resume') return null;
  const kept = withoutFlags(
    commandLine,
    retry.map(([key]) => settingName(key)),
  );
  const flags = retry.map(([key, value]) => settingName(key, value as SettingValue));
  return ['bntrain', ...kept.map(inShell), ...flags].join(' ');
}

/** Leaves out flags with their values, as `--lr 0.1` or `--lr=0.1`. */
function withoutFlags(commandLine: readonly string[], flags: readonly string[]): string[] {
  return commandLine.filter((word, n) => {
    const isValue = n > 0 && flags.includes(commandLine[n - 1]!);
    return !isValue && !flags.includes(word.split('=')[0]!);
  });
}

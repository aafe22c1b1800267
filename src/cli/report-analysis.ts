/** What the room of evidence computes for a report, and the commands that repeat what it shows. */

import { asFlag, type SettingValue } from '../base/text/setting-names.ts';
import type { StartEvent } from '../events/events.ts';
import { concludeSeeds, isComparable, pairOf, recordsOf } from '../evidence/apart/seeds.ts';
import { ownSettings, tablesOf } from '../evidence/apart/settings.ts';
import { sweepApart } from '../evidence/apart/sweep.ts';
import { commandOf } from '../evidence/rerun.ts';
import { armPoint } from '../evidence/statistics/arm-curve.ts';
import { withSeed } from '../experiment/pairs/seeds.ts';
import type { Analysis } from '../report/document/groups.ts';
import type { Group } from '../report/document/report-data.ts';
import { canSweep } from '../settings/ranges.ts';
import type { SettingKey } from '../settings/table.ts';

export const analysis: Analysis = {
  quartiles: values => {
    const { q25, median, q75 } = armPoint(values);
    return { q25, median, q75 };
  },
  settings: ownSettings,
  tables: tablesOf,
  pair: pairOf,
  conclude: group => ({
    ...concludeSeeds(group),
    stepCosts: [],
    warnings: [...group.warnings, ...untested(group)],
  }),
  sweep: sweepApart,
  command: commandsOf,
};

function untested(group: Group): Group['warnings'] {
  const records = recordsOf(group);
  if (records.length < 2 || isComparable(records)) return [];
  const message =
    'no verdict: these metrics are of an earlier version and lack the loss of a constant prediction, from which the target follows';
  return [{ event: 'warning', code: 'metrics', message }];
}

/** More commands are left out. */
const MAX_COMMANDS = 50;

/** One command where one does it, otherwise a line for each. */
function commandsOf(group: Group): string {
  const { start, seeds, sweep, claims, members, stableRates } = group;
  const { config } = start;
  if (members.length > 0 && !isOneSweep(group)) return lines(members.flatMap(({ command }) => command.split('\n')));
  if (seeds.some((seed, n) => seed !== seeds[0]! + n))
    return lines(seeds.map(seed => commandOf({ ...parts(start), config: withSeed(config, seed) })));
  const known = claims.find(({ rerun }) => rerun !== '');
  if (known !== undefined) return known.rerun;
  const axes = sweep?.axes ?? [];
  const swept = axes.flatMap(({ name }) =>
    name === 'depth' || name === 'width' ? ['layers'] : [name],
  ) as SettingKey[];
  const own = parts(start);
  const command = commandOf({
    ...own,
    ...(members.length > 0 ? { command: 'sweep' } : {}),
    decided: [...own.decided, ...swept],
  });
  // Sweeps have several seeds where none are asked for.
  const one = command.startsWith('bntrain sweep ') && seeds.length === 1 ? [asFlag('seeds', 1)] : [];
  const flags =
    stableRates !== null
      ? [asFlag('maxStableLr')]
      : axes.map(({ name, values }) => asFlag(name, values.map(inList) as SettingValue));
  return [command, ...one, ...flags].join(' ');
}

/** Equal layers are one value of a list: 100x2. */
function inList(value: unknown): unknown {
  if (!Array.isArray(value) || value.some(each => each !== value[0])) return value;
  return value.length === 0 ? 'none' : `${value[0]}x${value.length}`;
}

function parts({ command, config, data, decided = [] }: StartEvent) {
  return { command, config, paths: data.paths, decided };
}

/** Whether `sweep` does all that the members did. */
function isOneSweep({ sweep, members, arms, seeds }: Group): boolean {
  return (
    sweep !== null &&
    sweep.cells === sweep.points &&
    arms.join() === 'baseline,batchnorm' &&
    sweep.matched.every(({ cell }) => Object.keys(cell).every(key => canSweep(key as SettingKey))) &&
    sweep.axes.every(({ name }) => name === 'depth' || name === 'width' || canSweep(name)) &&
    members.every(member => member.seeds.join() === seeds.join())
  );
}

function lines(commands: readonly string[]): string {
  const shown = commands.slice(0, MAX_COMMANDS);
  const rest = commands.length - shown.length;
  return [...shown, ...(rest > 0 ? [`# and ${rest} more`] : [])].join('\n');
}

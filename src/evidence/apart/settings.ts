/** What tells experiments apart that were run one by one: their settings, without those that change no result. */

import type { StartEvent } from '../../events/events.ts';
import { conclusionKeys, defaultOf, isSetting, scopeOf, settingKeys } from '../../settings/table.ts';

/** What the seed of a run decides, unless it is given. */
const followers = ['splitSeed', 'initSeed', 'orderSeed', 'sampleSeed'] as const;
/** They may differ in any case. */
const free = new Set(['seed', 'memory']);

/** By key, sorted; a setting that follows the seed is left out. */
export type OwnSettings = Readonly<Record<string, unknown>>;

/** The settings of each start event. */
export function ownSettings(starts: readonly StartEvent[]): OwnSettings[] {
  // Where one seed of an experiment is given and the others are not, all runs but one show it.
  const given = new Set(
    starts.flatMap(({ config }) =>
      followers.filter(key => config[key] !== config.seed).map(key => `${key} ${config[key]}`),
    ),
  );
  return starts.map(({ config }) => {
    const follows = (key: string, value: unknown) =>
      (followers as readonly string[]).includes(key) && value === config.seed && !given.has(`${key} ${value}`);
    const all = { ...defaults(config), ...config };
    const own = Object.entries(all).filter(([key, value]) => decides(key) && !follows(key, value));
    const named = own.map(([key, value]) => [key, isFile(key, value) ? 'a file' : value] as const);
    return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** A file of an earlier version lacks the settings of later ones. */
function defaults(config: StartEvent['config']): OwnSettings {
  return Object.fromEntries(settingKeys.map(key => [key, defaultOf(key, config)]));
}

/** Which file it is, its digest tells. */
function isFile(key: string, value: unknown): boolean {
  return key === 'validation' && typeof value === 'string';
}

/** A setting of a later version may decide something. */
function decides(key: string): boolean {
  if (free.has(key)) return false;
  return !isSetting(key) || scopeOf(key) !== 'none' || conclusionKeys.includes(key);
}

/** For each start event a text that is the same for the same tables: by their digests where these are known, otherwise by paths. */
export function tablesOf(starts: readonly StartEvent[]): string[] {
  const byPaths = new Map<string, string>();
  for (const start of starts) {
    const paths = pathsOf(start);
    if (start.digests !== undefined && !byPaths.has(paths)) byPaths.set(paths, JSON.stringify(start.digests));
  }
  return starts.map(start => {
    if (start.digests !== undefined) return JSON.stringify(start.digests);
    return byPaths.get(pathsOf(start)) ?? pathsOf(start);
  });
}

function pathsOf({ data: { paths, validationPath = null } }: StartEvent): string {
  return JSON.stringify({ paths, validationPath });
}

/** Puts experiments into groups by what they ran: those that differ in nothing but their seeds are one. */

import type { StartEvent } from '../../events/events.ts';
import type { Cell, Group } from './report-data.ts';

/** What several experiments of a group say together; the room of evidence computes it. */
export type Conclude = (group: Group) => Pick<Group, 'curves' | 'summaries' | 'stepCosts' | 'claims'>;

/** Settings that change no number of a run, or that differ between the seeds of one experiment. */
const free = new Set(['seed', 'seeds', 'threads', 'engine', 'logSteps', 'memory', 'cache', 'cacheDir']);

/** In the order in which each group comes first. `onTwice` gets the seeds that another experiment of a group has already. */
export function groupExperiments(
  experiments: readonly Group[],
  conclude: Conclude,
  onTwice: (group: Group, seeds: readonly number[]) => void,
): Group[] {
  const byKey = new Map<string, Group[]>();
  for (const each of experiments) {
    const key = keyOf(each.start);
    byKey.set(key, [...(byKey.get(key) ?? []), each]);
  }
  const groups = [...byKey.values()].map(parts => (parts.length === 1 ? parts[0]! : merged(parts, conclude, onTwice)));
  return groups.map(group => ({ ...group, differs: settingsThatDiffer(group, groups) }));
}

function keyOf({ command, data, network, config, arms, overrides }: StartEvent): string {
  const { paths, validationPath, target, task } = data;
  return JSON.stringify([
    command,
    { paths, validationPath, target, task },
    network,
    fixed(config),
    arms,
    overrides ?? null,
  ]);
}

function fixed(config: object): [string, unknown][] {
  return Object.entries(config)
    .filter(([key]) => !free.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function merged(parts: readonly Group[], conclude: Conclude, onTwice: (group: Group, seeds: number[]) => void): Group {
  const seen = new Set<number>();
  const kept = parts.map(part => {
    const twice = part.seeds.filter(seed => seen.has(seed));
    if (twice.length > 0) onTwice(part, twice);
    for (const seed of part.seeds) seen.add(seed);
    const isNew = ({ seed }: { readonly seed: number }) => !twice.includes(seed);
    return {
      runs: part.runs.filter(isNew),
      pairs: part.pairs.filter(isNew),
      comparisons: part.comparisons.filter(isNew),
    };
  });
  const bySeed = (a: { readonly seed: number }, b: { readonly seed: number }) => a.seed - b.seed;
  const texts = new Set<string>();
  const group = {
    ...parts[0]!,
    seeds: [...seen].sort((a, b) => a - b),
    runs: kept.flatMap(({ runs }) => runs).sort(bySeed),
    pairs: kept.flatMap(({ pairs }) => pairs).sort(bySeed),
    comparisons: kept.flatMap(({ comparisons }) => comparisons).sort(bySeed),
    warnings: parts
      .flatMap(({ warnings }) => warnings)
      .filter(({ message }) => !texts.has(message) && texts.add(message)),
    interrupted: parts.some(({ interrupted }) => interrupted),
  };
  return { ...group, ...conclude(group) };
}

/** Those in which a group is not as all others are. */
function settingsThatDiffer(group: Group, groups: readonly Group[]): Cell {
  const own = fixed(group.start.config);
  const others = groups.filter(each => each !== group).map(({ start }) => new Map(fixed(start.config)));
  const differs = (key: string, value: unknown) =>
    others.some(other => JSON.stringify(other.get(key)) !== JSON.stringify(value));
  return Object.fromEntries(own.filter(([key, value]) => differs(key, value)));
}

/** Puts experiments into groups by what they ran: those that differ in nothing but their seeds are one. */

import type { StartEvent } from '../../events/events.ts';
import { bandsOf, type Statistics } from './bands.ts';
import type { Cell, Group } from './report-data.ts';

/** What the room of evidence computes for a report. */
export interface Analysis extends Statistics {
  /** The command that repeats a group. */
  readonly command: (group: Group) => string;
  /** What several experiments of a group say together. */
  readonly conclude: (group: Group) => Pick<Group, 'curves' | 'summaries' | 'stepCosts' | 'claims'>;
}

/** Settings that change no number of a run, or that differ between the seeds of one experiment. */
const free = new Set(['seed', 'seeds', 'threads', 'engine', 'logSteps', 'memory', 'cache', 'cacheDir']);

/** They follow the seed, unless they are given. */
const followers = new Set(['splitSeed', 'initSeed', 'orderSeed', 'sampleSeed']);

/** In the order in which each group comes first. `onTwice` gets the seeds that another experiment of a group has already. */
export function groupExperiments(
  experiments: readonly Group[],
  analysis: Analysis,
  onTwice: (group: Group, seeds: readonly number[]) => void,
): Group[] {
  const byKey = new Map<string, Group[]>();
  for (const each of experiments) {
    const key = keyOf(each.start);
    byKey.set(key, [...(byKey.get(key) ?? []), each]);
  }
  const groups = [...byKey.values()].map(parts =>
    parts.length === 1 ? concluded(parts[0]!, analysis) : merged(parts, analysis, onTwice),
  );
  return groups.map(group => ({
    ...group,
    differs: settingsThatDiffer(group, groups),
    bands: bandsOf(group, analysis),
    command: analysis.command(group),
  }));
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

function fixed(config: StartEvent['config']): [string, unknown][] {
  const isSeed = (key: string, value: unknown) => followers.has(key) && value === config.seed;
  return Object.entries(config)
    .filter(([key, value]) => !free.has(key) && !isSeed(key, value))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A run that was killed has no conclusions. It has no verdict either: its seeds were fixed before the start. */
function concluded(group: Group, { conclude }: Analysis): Group {
  const { seeds, curves, runs } = group;
  if (seeds.length < 2 || curves.length > 0 || runs.some(({ cell }) => Object.keys(cell).length > 0)) return group;
  return { ...group, ...conclude(group), claims: [] };
}

function merged(
  parts: readonly Group[],
  { conclude }: Analysis,
  onTwice: (group: Group, seeds: number[]) => void,
): Group {
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

/** Those in which a group is not as all others are. What it sweeps has no single value. */
function settingsThatDiffer(group: Group, groups: readonly Group[]): Cell {
  const swept = new Set(group.runs.flatMap(({ cell }) => Object.keys(cell)));
  const own = fixed(group.start.config).filter(([key]) => !swept.has(key));
  const others = groups.filter(each => each !== group).map(({ start }) => new Map(fixed(start.config)));
  const differs = (key: string, value: unknown) =>
    others.some(other => JSON.stringify(other.get(key)) !== JSON.stringify(value));
  return Object.fromEntries(own.filter(([key, value]) => differs(key, value)));
}

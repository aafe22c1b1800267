/**
 * Puts experiments into groups by what they ran: those that differ in nothing but their seeds are one, and those that differ in one
 * or two settings are a sweep.
 */

import type { PairEvent, StartEvent } from '../../events/events.ts';
import { bandsOf, type Statistics } from './bands.ts';
import { mergeSeeds } from './merge-seeds.ts';
import type { Cell, Group } from './report-data.ts';
import { sweepsOf } from './sweeps.ts';

/** What the room of evidence computes for a report. */
export interface Analysis extends Statistics {
  /** The settings of each experiment that tell it from others. */
  readonly settings: (starts: readonly StartEvent[]) => readonly Cell[];
  /** For each experiment a text that is the same for the same tables. */
  readonly tables: (starts: readonly StartEvent[]) => readonly string[];
  /** What the event of a pair would say of an experiment of one seed. */
  readonly pair: (start: StartEvent, seed: number) => PairEvent;
  /** What several experiments of a group say together. */
  readonly conclude: (group: Group) => Pick<Group, 'curves' | 'summaries' | 'stepCosts' | 'claims' | 'warnings'>;
  /** The cells of a sweep whose settings were run one by one; null if they are no sweep. */
  readonly sweep: (members: readonly (Group & { readonly settings: Cell })[]) => SweepOfMembers | null;
  /** The command that repeats a group. */
  readonly command: (group: Group) => string;
}

/** `points` has the settings of each member, `seeds` those that the cells are over. */
export interface SweepOfMembers extends Pick<Group, 'cells' | 'sweep'> {
  readonly points: readonly Cell[];
  readonly seeds: readonly number[];
}

/** A group with what tells it from others. */
export interface Placed {
  readonly group: Group;
  readonly settings: Cell;
  readonly table: string;
}

/** In the order in which each group comes first. `onTwice` gets the seeds that another experiment of a group has already. */
export function groupExperiments(
  experiments: readonly Group[],
  analysis: Analysis,
  onTwice: (group: Group, seeds: readonly number[]) => void,
): Group[] {
  const starts = experiments.map(({ start }) => start);
  const [settings, tables] = [analysis.settings(starts), analysis.tables(starts)];
  const placed = experiments.map((group, n): Placed => ({ group, settings: settings[n]!, table: tables[n]! }));
  const groups = grouped(placed, keyOf).map(parts => ({
    ...parts[0]!,
    group: mergeSeeds(
      parts.map(({ group }) => group),
      analysis,
      onTwice,
    ),
  }));
  const finished = (group: Group, differs: Cell): Group => {
    const whole = { ...group, differs, bands: bandsOf(group, analysis) };
    return { ...whole, command: analysis.command(whole) };
  };
  const all = sweepsOf(groups, analysis, finished);
  return all.map(each => finished(each.group, settingsThatDiffer(each, all)));
}

/** In the order in which each key comes first. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const byKey = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  return [...byKey.values()];
}

function keyOf({ group, settings, table }: Placed): string {
  const { command, data, arms, overrides, config } = group.start;
  // The seeds of a test are fixed before it begins, so it is never made larger; a sweep may have kept no curves.
  const cells = [...new Set(group.runs.map(({ cell }) => JSON.stringify(cell)))].sort();
  const fixed = isWhole(group) ? [config.seed, config.seeds, cells] : [];
  return JSON.stringify([command, table, data.target, data.task, settings, arms, overrides ?? null, fixed]);
}

/** Whether an experiment stays by itself. */
export function isWhole({ start }: Group): boolean {
  return start.command === 'evidence' || start.command === 'sweep';
}

/** Those in which a group is not as all others are. What it sweeps has no single value. */
function settingsThatDiffer({ group, settings }: Placed, all: readonly Placed[]): Cell {
  const swept = new Set(group.runs.flatMap(({ cell }) => Object.keys(cell)));
  const others = all.filter(each => each.group !== group);
  const differs = (key: string, value: unknown) =>
    others.some(other => JSON.stringify(other.settings[key]) !== JSON.stringify(value));
  return Object.fromEntries(Object.entries(settings).filter(([key, value]) => !swept.has(key) && differs(key, value)));
}

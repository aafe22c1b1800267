/** Experiments that were run one by one and differ in one or two settings: the same as a sweep over these. */

import { isDeepStrictEqual } from 'node:util';
import type { CellEvent, SweepEvent } from '../../events/events.ts';
import type { Overrides } from '../../experiment/arms.ts';
import { defaultOf, type SettingKey, settingKeys } from '../../settings/table.ts';
import { type Axis, axesOfSettings, axisOf, isFunctionOf, placeOf } from '../sweep/axes.ts';
import { lossesOf } from '../sweep/cells.ts';
import { comparable, describeGrid } from '../sweep/conclude.ts';
import { isComparable, type RunsApart, recordsOf } from './seeds.ts';
import type { OwnSettings } from './settings.ts';

/** An experiment of one or more seeds. */
export interface MemberApart extends RunsApart {
  readonly settings: OwnSettings;
}

export interface SweepApart {
  /** For each member its point. */
  readonly points: readonly Overrides[];
  /** The seeds that the cells are over: those of every point. */
  readonly seeds: readonly number[];
  readonly cells: readonly CellEvent[];
  readonly sweep: SweepEvent;
}

const MAX_AXES = 2;

/** Null if they are no sweep: they differ in more settings, or a run with a result is missing everywhere. */
export function sweepApart(members: readonly MemberApart[]): SweepApart | null {
  const points = pointsOf(members);
  const axes = axesApart(points, members);
  if (axes === null) return null;
  const places = points.map(point => placeOf(axes, point));
  const order = [...members.keys()].sort((a, b) => compare(places[a]!, places[b]!));
  const inOrder = order.flatMap(n => recordsOf(members[n]!, points[n]!));
  if (inOrder.length === 0 || !isComparable(inOrder)) return null;
  const seeds = [...new Set(inOrder.map(({ seed }) => seed))].sort((a, b) => a - b);
  const records = seeds.flatMap(seed => inOrder.filter(record => record.seed === seed));
  const trained = new Set(records.map(({ point }) => point)).size;
  const used = comparable(records.map(lossesOf), trained);
  const grid = axes.reduce((product, { values }) => product * values.length, 1);
  const counts = { points: grid, pairs: used.length };
  return {
    points,
    seeds: [...new Set(used.map(({ seed }) => seed))],
    ...describeGrid(used, axes, members[0]!.start.arms, counts),
  };
}

/**
 * Null if there are more than two. The points may be few, so what another setting or the data decide is no axis, and nothing else is
 * left out that happens to go with another setting.
 */
function axesApart(points: readonly Overrides[], members: readonly MemberApart[]): Axis[] | null {
  const keys = Object.keys(points[0]!) as SettingKey[];
  const isGiven = (key: SettingKey) =>
    members.some(({ start: { config, decided = [] } }) => {
      return !decided.includes(key) && !isDeepStrictEqual(config[key], defaultOf(key, config));
    });
  const given = keys.filter(isGiven);
  const own = keys.filter(key => isGiven(key) || !isFunctionOf(points, given, key));
  if (own.length === 0 || own.length > MAX_AXES) return null;
  const axes = axesOfSettings(points, own);
  return axes.length <= MAX_AXES ? axes : own.map(key => axisOf(points, key));
}

/** For each experiment its value of every setting that is not the same in all. */
function pointsOf(members: readonly MemberApart[]): Overrides[] {
  const [first] = members;
  const varied = settingKeys.filter(key =>
    members.some(({ settings }) => !isDeepStrictEqual(settings[key], first!.settings[key])),
  );
  const point = (settings: OwnSettings) => Object.fromEntries(varied.map((key: SettingKey) => [key, settings[key]]));
  return members.map(({ settings }) => point(settings) as Overrides);
}

/** By the first axis, then by the next. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((place, n) => place !== b[n]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

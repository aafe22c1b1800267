/** The axes of a sweep, found in its points: settings whose values are combined with all values of the others. */

import type { Overrides } from '../../experiment/arms.ts';
import { isFollower, type SettingKey, settingKeys } from '../../settings/table.ts';

/** Layers of one width each are axes of their own: their number, and their width. */
export type AxisName = SettingKey | 'depth' | 'width';

export interface Axis {
  readonly name: AxisName;
  /** Numbers in ascending order; other values in the order of the points. */
  readonly values: readonly unknown[];
  /** The decades between neighbours; null where the values are not numbers with about equal ratios. */
  readonly decades: number | null;
  valueAt(point: Overrides): unknown;
}

/** Ratios may differ that much in decades: whole numbers are rounded. */
const TOLERANCE = 0.05;

export function axesOf(points: readonly Overrides[]): Axis[] {
  const own = settingKeys.filter(key => points.some(point => key in point));
  // A setting whose default follows another one is no axis where that explains it.
  const ordered = [...own].sort((a, b) => Number(follows(a)) - Number(follows(b)));
  const kept: SettingKey[] = [];
  for (const key of ordered) if (!isFunctionOf(points, kept, key)) kept.push(key);
  return axesOfSettings(
    points,
    own.filter(key => kept.includes(key)),
  );
}

/** An axis for each of these settings, and two for layers of one width each. */
export function axesOfSettings(points: readonly Overrides[], keys: readonly SettingKey[]): Axis[] {
  return keys.flatMap(key => (key === 'layers' ? ofLayers(points) : [axisOf(points, key)]));
}

export function axisOf(points: readonly Overrides[], key: SettingKey): Axis {
  return axis(points, key, point => point[key]);
}

function follows(key: SettingKey): boolean {
  return isFollower(key, { recipe: 'plain' });
}

/** Whether points with the same values of `keys` have the same value of `key`. */
export function isFunctionOf(points: readonly Overrides[], keys: readonly SettingKey[], key: SettingKey): boolean {
  const values = new Map<string, string>();
  return points.every(point => {
    const [of, value] = [text(keys.map(each => point[each])), text(point[key])];
    if (!values.has(of)) values.set(of, value);
    return values.get(of) === value;
  });
}

function ofLayers(points: readonly Overrides[]): Axis[] {
  const layers = ({ layers }: Overrides) => layers as readonly number[];
  const even = points.every(point => layers(point).length > 0 && new Set(layers(point)).size === 1);
  if (!even) return [axis(points, 'layers', layers)];
  const depth = axis(points, 'depth', point => layers(point).length);
  const width = axis(points, 'width', point => layers(point)[0]);
  const networks = new Set(points.map(point => text(layers(point)))).size;
  if (networks !== depth.values.length * width.values.length) return [axis(points, 'layers', layers)];
  return [depth, width].filter(({ values }) => values.length > 1);
}

function axis(points: readonly Overrides[], name: AxisName, valueAt: Axis['valueAt']): Axis {
  const byText = new Map(points.map(point => [text(valueAt(point)), valueAt(point)]));
  const values = [...byText.values()];
  if (!values.every(value => typeof value === 'number')) return { name, values, decades: null, valueAt };
  const sorted = values.toSorted((a, b) => a - b);
  return { name, values: sorted, decades: decadesBetween(sorted), valueAt };
}

function decadesBetween(sorted: readonly number[]): number | null {
  if (sorted[0]! <= 0 || sorted.length < 2) return null;
  const logs = sorted.map(Math.log10);
  const spacing = (logs.at(-1)! - logs[0]!) / (logs.length - 1);
  const isEven = logs.every((log, n) => n === 0 || Math.abs(log - logs[n - 1]! - spacing) <= TOLERANCE);
  return isEven ? spacing : null;
}

/** The place of a point on each axis. */
export function placeOf(axes: readonly Axis[], point: Overrides): number[] {
  return axes.map(({ values, valueAt }) => {
    const own = text(valueAt(point));
    return values.findIndex(value => text(value) === own);
  });
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}

/** Axes of a sweep and their values in words. */

import type { SweepEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';

export type Axis = SweepEvent['axes'][number];
export type Value = Axis['values'][number];
type Settings = SweepEvent['matched'][number]['cell'];

/** "lr", "init-scale" */
export function axisLabel({ name }: Pick<Axis, 'name'>, { settingName }: Style): string {
  return settingName(name).replace(/^-+/, '');
}

/** 0.00316, 16, relu, 100x3, none */
export function valueLabel(value: Value | undefined): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(3))).replace('e+', 'e');
  if (!Array.isArray(value)) return value === true ? 'yes' : value === false ? 'no' : String(value);
  if (value.length === 0) return 'none';
  const [first] = value;
  return value.length > 1 && value.every(each => each === first) ? `${first}x${value.length}` : value.join(',');
}

/** The value of a cell on an axis. */
export function valueIn({ name }: Axis, cell: Settings): Value {
  const layers = cell.layers ?? [];
  if (name === 'depth') return layers.length;
  if (name === 'width') return layers[0]!;
  return (cell as Readonly<Record<string, Value>>)[name]!;
}

/** "lr 0.1, batch-size 16" */
export function cellLabel(axes: readonly Axis[], cell: Settings, style: Style): string {
  return axes.map(axis => `${axisLabel(axis, style)} ${valueLabel(valueIn(axis, cell))}`).join(', ');
}

/** The place of a cell on an axis. */
export function placeOn(axis: Axis, cell: Settings): number {
  const own = JSON.stringify(valueIn(axis, cell));
  return axis.values.findIndex(value => JSON.stringify(value) === own);
}

/** Combinations of the values of some axes. */
export function slicesOf(axes: readonly Axis[]): readonly (readonly number[])[] {
  return axes.reduce<readonly (readonly number[])[]>(
    (slices, { values }) => slices.flatMap(slice => values.map((_, place) => [...slice, place])),
    [[]],
  );
}

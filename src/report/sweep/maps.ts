/** The heat maps of a sweep over two axes, or more in slices: of each arm, and of their difference. */

import type { CellEvent, SweepEvent } from '../../events/events.ts';
import { armColor, type Style } from '../style.ts';
import { columnsOf, wrap } from '../width.ts';
import { type Axis, axisLabel, placeOn, slicesOf, valueLabel } from './axes.ts';
import {
  differenceScale,
  type HeatMap,
  infinite,
  lossScale,
  type MapCell,
  mapWidth,
  renderMap,
  type Scale,
} from './heat-map.ts';

/** More slices than this are a table. */
export const MAX_SLICES = 4;
/** Columns between maps that stand side by side. */
export const GAP = 4;

/** Null where the maps do not fit, or are too many. */
export function renderMaps(
  cells: readonly CellEvent[],
  { axes, arms }: SweepEvent,
  cap: number,
  style: Style,
): string | null {
  const [rows, columns] = axes.slice(-2) as [Axis, Axis];
  const slices = slicesOf(axes.slice(0, -2));
  if (slices.length > MAX_SLICES) return null;
  const names = Object.keys(arms);
  const all = slices.map(slice => mapsOf(cells, axes, [rows, columns], slice, names, cap, style));
  const isCompact = all.flat().some(map => mapWidth(map, false) > style.width);
  if (isCompact && all.flat().some(map => mapWidth(map, true) > style.width)) return null;
  const parts = all.flatMap((maps, n) => [
    ...sliceTitle(axes.slice(0, -2), slices[n]!, style),
    ...sideBySide(maps, isCompact, style),
  ]);
  return [...parts, legend(isCompact, names, style)].join('\n\n');
}

function mapsOf(
  cells: readonly CellEvent[],
  axes: readonly Axis[],
  [rows, columns]: readonly [Axis, Axis],
  slice: readonly number[],
  arms: readonly string[],
  cap: number,
  style: Style,
): HeatMap[] {
  const isIn = ({ cell }: CellEvent) => axes.slice(0, -2).every((axis, n) => placeOn(axis, cell) === slice[n]);
  const gridOf = (arm: string) => {
    const own = cells.filter(each => each.arm === arm && isIn(each));
    return rows.values.map((_, row) =>
      columns.values.map((_, column) =>
        own.find(({ cell }) => placeOn(rows, cell) === row && placeOn(columns, cell) === column),
      ),
    );
  };
  const labels = {
    rowAxis: axisLabel(rows, style),
    columnAxis: axisLabel(columns, style),
    rows: rows.values.map(valueLabel),
    columns: columns.values.map(valueLabel),
  };
  const grids = arms.map(gridOf);
  const scale = lossScale(
    cells.flatMap(({ trainLoss: { median } }) => median ?? []),
    cap,
  );
  const mapOf = (title: string, values: HeatMap['cells'], own: Scale) => ({
    ...labels,
    title,
    cells: values,
    scale: own,
  });
  const ofArms = arms.map((arm, n) => {
    const values = grids[n]!.map(row =>
      row.map((cell): MapCell | undefined => cell && { value: cell.trainLoss.median, trains: cell.trains }),
    );
    return mapOf(`${armColor(style, arms, arm)(arm)}: median training loss of the last epoch`, values, scale);
  });
  const [first, second] = grids;
  if (second === undefined) return ofArms;
  const differences = first!.map((row, y) =>
    row.map((cell, x): MapCell | undefined => {
      const [a, b] = [cell?.trainLoss.median ?? null, second[y]![x]?.trainLoss.median ?? null];
      return { value: a === null || b === null ? null : b - a, trains: 0 };
    }),
  );
  const all = differences
    .flat()
    .flatMap(cell => ((cell?.value ?? null) === null ? [] : Math.min(Math.abs(cell!.value!), cap)));
  return [...ofArms, mapOf(`${arms[1]} - ${arms[0]}`, differences, differenceScale(all))];
}

function sliceTitle(axes: readonly Axis[], slice: readonly number[], style: Style): string[] {
  if (axes.length === 0) return [];
  const text = axes.map((axis, n) => `${axisLabel(axis, style)} ${valueLabel(axis.values[slice[n]!])}`).join(', ');
  return [style.color.bold(text)];
}

/** As many maps in a row as fit. */
function sideBySide(maps: readonly HeatMap[], isCompact: boolean, style: Style): string[] {
  const widths = maps.map(map => Math.max(mapWidth(map, isCompact), columnsOf(map.title)));
  const rows: number[][] = [];
  let used = 0;
  for (const [n, width] of widths.entries()) {
    if (rows.length > 0 && used + GAP + width <= style.width) {
      rows.at(-1)!.push(n);
      used += GAP + width;
    } else {
      rows.push([n]);
      used = width;
    }
  }
  return rows.map(row => beside(row.map(n => renderMap(maps[n]!, isCompact, style))));
}

/** Blocks of lines side by side, as lines. */
export function beside(blocks: readonly (readonly string[])[]): string {
  const widths = blocks.map(lines => Math.max(...lines.map(columnsOf)));
  const height = Math.max(...blocks.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    blocks
      .map((lines, n) => {
        const text = lines[line] ?? '';
        return n === blocks.length - 1 ? text : text + ' '.repeat(widths[n]! - columnsOf(text) + GAP);
      })
      .join(''),
  ).join('\n');
}

function legend(isCompact: boolean, arms: readonly string[], style: Style): string {
  const diverged = isCompact && !style.unicode ? 'x' : infinite(style);
  const sentences = [`[ ] trains with every seed, ( ) with some; ${diverged} diverged.`];
  if (isCompact) sentences.push('Digits go from 0, the lowest, to 9, the highest loss of all cells, by logarithms.');
  if (arms.length > 1) {
    const better = isCompact ? 'from 0 to 4' : 'below 0';
    sentences.push(`In the difference, a number ${better} favours ${arms[1]}.`);
  }
  return style.color.dim(wrap(sentences.join(' '), style.width));
}

/** The map of a sweep that runs: the losses of what is done so far, a digit a cell, for each arm. */

import { quantile } from '../../base/numbers/quantile.ts';
import type { Arm, ResultEvent, StartEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';
import { type Axis, axisLabel, placeOn, valueLabel } from './axes.ts';
import { lossCap, lossScale, type MapCell, mapWidth, renderMap } from './heat-map.ts';
import { beside, GAP } from './maps.ts';

/** More rows would leave no room for what stands above. */
const MAX_ROWS = 12;

type Losses = (number | null)[];

export class LiveMap {
  readonly #rows: Axis | null;
  readonly #columns: Axis;
  readonly #style: Style;
  /** By arm, row and column: the last training losses of runs; null for one that diverged. */
  readonly #losses: ReadonlyMap<Arm, Losses[][]>;

  /** Of the last two axes; a cell is over the values of the others. */
  constructor(axes: readonly Axis[], arms: readonly Arm[], style: Style) {
    this.#rows = axes.at(-2) ?? null;
    this.#columns = axes.at(-1)!;
    this.#style = style;
    const none = () => Array.from({ length: this.#rowCount }, () => this.#columns.values.map((): Losses => []));
    this.#losses = new Map(arms.map(arm => [arm, none()]));
  }

  add({ arm, cell = {}, diverged, final }: ResultEvent): void {
    const row = this.#rows === null ? 0 : placeOn(this.#rows, cell);
    const column = placeOn(this.#columns, cell);
    // A search goes on beyond the points.
    this.#losses.get(arm)?.[row]?.[column]?.push(diverged ? null : final.trainLoss);
  }

  /** Empty where the maps do not fit. */
  lines(start: Pick<StartEvent, 'guess'>): string[] {
    if (this.#rowCount > MAX_ROWS) return [];
    const grids = [...this.#losses].map(
      ([arm, rows]) => [arm, rows.map(row => row.map(losses => cellOf(losses)))] as const,
    );
    const known = grids.flatMap(([, rows]) => rows.flat().flatMap(cell => cell?.value ?? []));
    const scale = lossScale(known, lossCap(start));
    const maps = grids.map(([arm, cells]) => ({
      title: `${arm} so far`,
      rowAxis: this.#rows === null ? '' : axisLabel(this.#rows, this.#style),
      columnAxis: axisLabel(this.#columns, this.#style),
      rows: this.#rows === null ? [''] : this.#rows.values.map(valueLabel),
      columns: this.#columns.values.map(valueLabel),
      cells,
      scale,
    }));
    const width = maps.reduce((sum, map) => sum + Math.max(mapWidth(map, true), map.title.length) + GAP, 0);
    return width > this.#style.width ? [] : beside(maps.map(map => renderMap(map, true, this.#style))).split('\n');
  }

  get #rowCount(): number {
    return this.#rows === null ? 1 : this.#rows.values.length;
  }
}

/** The median; undefined where nothing is done. */
function cellOf(losses: Losses): MapCell | undefined {
  if (losses.length === 0) return undefined;
  const median = quantile(
    Float64Array.from(losses, loss => loss ?? Number.POSITIVE_INFINITY),
    0.5,
  );
  return { value: Number.isFinite(median) ? median : null, trains: 0 };
}

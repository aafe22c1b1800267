/** The cells of a sweep as a table: a row for each point. */

import { percent, significant } from '../../base/text/format.ts';
import type { CellEvent, SweepEvent } from '../../events/events.ts';
import { armColor, type Style } from '../style.ts';
import { alignTable, type Cell } from '../table.ts';
import { axisLabel, valueIn, valueLabel } from './axes.ts';
import { infinite } from './heat-map.ts';

/** More points than this are not all listed. */
const MAX_ROWS = 40;

export function cellTable(cells: readonly CellEvent[], { axes, arms, measure }: SweepEvent, style: Style): string {
  const names = Object.keys(arms);
  const byArm = names.map(arm => cells.filter(cell => cell.arm === arm));
  const points = byArm[0]!.map((_, n) => byArm.map(own => own[n]!));
  const lossOf = (own: CellEvent) => own[measure]?.median ?? Number.POSITIVE_INFINITY;
  const shown = points.length <= MAX_ROWS ? points : bestFirst(points, lossOf).slice(0, MAX_ROWS);
  const { dim } = style.color;
  const heading: Cell[] = [
    ...axes.map(axis => ({ text: axisLabel(axis, style), paint: dim, left: true })),
    ...names.flatMap(arm => [
      { text: arm, paint: armColor(style, names, arm) },
      { text: 'quartiles', paint: dim },
      { text: 'trains', paint: dim },
    ]),
  ];
  const rows = shown.map(own => [
    ...axes.map(axis => ({ text: valueLabel(valueIn(axis, own[0]!.cell)), left: true })),
    ...own.flatMap((cell): Cell[] => [
      { text: lossText(cell[measure]?.median ?? null, style) },
      { text: quartiles(cell[measure], style), paint: dim },
      { text: percent(cell.trains) },
    ]),
  ]);
  const what = measure === 'validationLoss' ? 'lowest validation loss' : 'training loss of the last epoch';
  const some = shown.length < points.length ? `; the ${MAX_ROWS} best of ${points.length} points` : '';
  return `Median ${what}${some}\n${alignTable([heading, ...rows], style.width, 2)}`;
}

function bestFirst(points: readonly CellEvent[][], lossOf: (cell: CellEvent) => number): CellEvent[][] {
  const best = (own: readonly CellEvent[]) => Math.min(...own.map(lossOf));
  return points.toSorted((a, b) => best(a) - best(b));
}

function lossText(loss: number | null, style: Style): string {
  return loss === null ? infinite(style) : significant(loss, 3);
}

function quartiles(spread: CellEvent['validationLoss'], style: Style): string {
  if (spread === null || spread.q25 === null) return '';
  return `${lossText(spread.q25, style)} to ${lossText(spread.q75, style)}`;
}

/** The section of a sweep: a map of each arm, and of their difference. */

import type { Arm, CellEvent, SweepEvent } from '../../events/events.ts';
import { fixedNumber, shortNumber, signedNumber } from '../document/numbers.ts';
import type { Group } from '../document/report-data.ts';
import { armTitle, capitalized, cellText, measureTitles, scoreName, settingWords } from '../document/words.ts';
import { extent, tickText } from '../figures/axes.ts';
import { drawHeatMap, type HeatCell, hasTexts } from '../figures/heat-map.ts';
import { armPaint, type PaintName } from '../figures/paints.ts';
import { html, type Markup, raw } from './markup.ts';
import { table } from './tables.ts';

type Axis = SweepEvent['axes'][number];

export function sweepOf(group: Group): Markup | '' {
  const { sweep } = group;
  if (sweep === null) return '';
  return sweep.axes.length === 0 || sweep.axes.length > 2
    ? html`<section><h2>Every setting</h2>${cellsTable(group)}</section>`
    : maps(group, sweep);
}

/** What a map shows: the score where there is one, otherwise the loss that the sweep goes by. */
interface Shown {
  readonly of: (cell: CellEvent) => number | null;
  readonly text: (value: number) => string;
  readonly difference: (value: number) => string;
  /** Whether higher is better. */
  readonly isScore: boolean;
  readonly note: string;
}

function shownOf({ start, cells }: Group, sweep: SweepEvent): Shown {
  const { metric } = start.data;
  if (metric === 'accuracy' && cells.some(({ validationScore }) => validationScore !== null)) {
    return {
      of: ({ validationScore }) => validationScore?.median ?? null,
      text: value => String(Math.round(100 * value)),
      difference: value => `${value > 0 ? '+' : ''}${fixedNumber(100 * value, 0)}`,
      isScore: true,
      note: `Validation ${scoreName(start.data)} at the lowest loss, in percent`,
    };
  }
  const key = sweep.measure;
  return {
    of: cell => cell[key]?.median ?? null,
    text: value => shortNumber(value, 2),
    difference: value => signedNumber(value, 2),
    isScore: false,
    note: capitalized(key === 'validationLoss' ? `lowest ${measureTitles[key]}` : `${measureTitles[key]} at the end`),
  };
}

function maps(group: Group, sweep: SweepEvent): Markup {
  const { note, maps: all } = mapsOf(group, sweep, 300);
  return html`<section><h2>Setting by setting</h2>
<p class="note">${note}</p>
<div class="maps">${all.map(({ title, svg, scale }) => html`<figure><h3>${title}</h3>${raw(svg)}${scale !== null && scaleOf(scale)}</figure>`)}</div>
<details><summary>In numbers</summary>${cellsTable(group)}</details></section>`;
}

/** The map of an arm, or of the difference of two. */
export interface SweepMap {
  readonly title: string;
  readonly svg: string;
  /** What the colours stand for, where cells have no texts: from paper to a paint, or from a paint over paper to another. */
  readonly scale: { readonly low: string; readonly paints: readonly PaintName[]; readonly high: string } | null;
}

/** Of a sweep over one or two settings. */
export function mapsOf(group: Group, sweep: SweepEvent, width: number): { note: string; maps: SweepMap[] } {
  const { arms, cells, start } = group;
  const [columns, rows] = sweep.axes as [Axis, Axis | undefined];
  const shown = shownOf(group, sweep);
  const values = new Map(arms.map(arm => [arm, cells.filter(cell => cell.arm === arm)]));
  const [low, high] = extent(cells.map(shown.of).filter(value => value !== null));
  const worst = shown.isScore ? Math.min(low, start.guess?.score ?? low) : high;
  const best = shown.isScore ? high : low;
  const place = (cell: CellEvent['cell']) => ({
    column: rows === undefined ? '' : axisText(columns, cell),
    row: axisText(rows ?? columns, cell),
  });
  // One setting runs down the page, where texts of any length fit.
  const frame = {
    columns: rows === undefined ? [''] : columns.values.map(valueText),
    rows: rows === undefined ? columns.values.map(valueText) : rows.values.map(valueText).reverse(),
    columnTitle: rows === undefined ? '' : settingWords(columns.name),
    rowTitle: settingWords((rows ?? columns).name),
    width,
  };
  const ofArm = (arm: Arm): SweepMap => {
    const heat = values.get(arm)!.map((cell): HeatCell => {
      const value = shown.of(cell);
      const shade =
        value === null || best === worst ? null : Math.max(0, Math.min(1, (value - worst) / (best - worst)));
      return { ...place(cell.cell), shade, text: value === null ? '×' : shown.text(value) };
    });
    const title = capitalized(armTitle(arm));
    const color = armPaint(arms, arm);
    const map = { ...frame, cells: heat, color, label: `${title}: ${shown.note} of each setting` };
    const scale = hasTexts(map) ? null : { low: shown.text(worst), paints: [color], high: shown.text(best) };
    return { title, svg: drawHeatMap(map), scale };
  };
  const seeds = sweep.seeds === 1 ? 'one seed' : `median of ${sweep.seeds} seeds`;
  return {
    note: `${shown.note}: ${seeds}. × diverged.${sweep.cells < sweep.points ? ' Empty: not run.' : ''}`,
    maps: [...arms.map(ofArm), ...(arms.length === 2 ? [differenceMap(group, shown, frame, place)] : [])],
  };
}

function differenceMap(
  { arms, cells }: Group,
  shown: Shown,
  frame: Pick<Parameters<typeof drawHeatMap>[0], 'columns' | 'rows' | 'columnTitle' | 'rowTitle' | 'width'>,
  place: (cell: CellEvent['cell']) => Pick<HeatCell, 'column' | 'row'>,
): SweepMap {
  const [first, second] = arms as [Arm, Arm];
  const key = (cell: CellEvent) => JSON.stringify(cell.cell);
  const others = new Map(cells.filter(({ arm }) => arm === second).map(cell => [key(cell), shown.of(cell)]));
  const found = cells
    .filter(({ arm }) => arm === first)
    .map(cell => {
      const [one, other] = [shown.of(cell), others.get(key(cell)) ?? null];
      return { cell, one, other, value: one === null || other === null ? null : other - one };
    });
  const [low, high] = extent(found.map(({ value }) => value ?? 0));
  const size = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const heat = found.map(({ cell, one, other, value }): HeatCell => {
    // Where one arm alone diverged, the other is better.
    const alone = one === null && other !== null ? 1 : one !== null && other === null ? -1 : null;
    const shade = value === null ? alone : ((shown.isScore ? 1 : -1) * value) / size;
    const text = value === null ? '×' : shown.difference(value);
    return { ...place(cell.cell), shade, text };
  });
  const map = {
    ...frame,
    cells: heat,
    color: armPaint(arms, second),
    negative: armPaint(arms, first),
    label: `Difference of each setting, ${armTitle(second)} less ${armTitle(first)}`,
  };
  const worst = shown.isScore ? -size : size;
  const paints = [armPaint(arms, first), armPaint(arms, second)];
  return {
    title: shown.isScore ? 'Difference in points' : 'Difference',
    svg: drawHeatMap(map),
    scale: hasTexts(map) ? null : { low: shown.difference(worst), paints, high: shown.difference(-worst) },
  };
}

function scaleOf({ low, paints, high }: NonNullable<SweepMap['scale']>): Markup {
  return html`<p class="scale">${low}${paints.map(paint => html`<span class="${paint}"></span>`)}${high}</p>`;
}

function axisText({ name, values }: Axis, cell: CellEvent['cell']): string {
  const settings = cell as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(settings, name)) return valueText(settings[name]);
  // Depth and width are of the layers.
  const { layers } = settings as { layers?: readonly number[] };
  const value = name === 'depth' ? layers?.length : name === 'width' ? layers?.[0] : undefined;
  return valueText(values.find(each => each === value) ?? value);
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return tickText(Number(value.toPrecision(2)));
  if (!Array.isArray(value)) return String(value);
  if (value.length > 1 && value.every(each => each === value[0])) return `${value[0]}x${value.length}`;
  return value.length === 0 ? 'none' : value.join(',');
}

/** How many pairs train at each initial scale, as `evidence` tries them. */
export function scalesOf({ claims, arms, start }: Group): Markup | '' {
  const scales = claims.find(({ claim }) => claim === 'initialization')?.scales;
  const [first, second] = arms;
  if (!scales || first === undefined || second === undefined) return '';
  const columns = [first, second].map(armTitle);
  const percents = (share: number) => `${fixedNumber(100 * share, 0)} %`;
  const figure = drawHeatMap({
    columns,
    rows: scales.map(({ initScale }) => valueText(initScale)),
    cells: scales.flatMap(({ initScale, baseline, batchnorm }) => [
      { column: columns[0]!, row: valueText(initScale), shade: -baseline, text: percents(baseline) },
      { column: columns[1]!, row: valueText(initScale), shade: batchnorm, text: percents(batchnorm) },
    ]),
    color: armPaint(arms, second),
    negative: armPaint(arms, first),
    columnTitle: '',
    rowTitle: 'initial scale',
    label: `Seeds that train by initial scale: ${scales.map(({ initScale, baseline, batchnorm }) => `${valueText(initScale)}: ${columns[0]} ${percents(baseline)}, ${columns[1]} ${percents(batchnorm)}`).join('; ')}`,
    width: 420,
  });
  return html`<section><h2>Initial scales that train</h2>
<p class="note">Share of the seeds that train where the initial weights of rule ${start.config.init} are multiplied by a scale.</p><figure>${raw(figure)}</figure></section>`;
}

/** A column for each axis; of a sweep without axes, its settings in words. */
function cellsTable({ cells, arms, sweep }: Group): Markup {
  const axes = sweep?.axes ?? [];
  const points = new Map(cells.map(({ cell }) => [JSON.stringify(cell), cell]));
  const rows = [...points].map(([key, cell]) => [
    ...(axes.length > 0 ? axes.map(axis => axisText(axis, cell)) : [cellText(cell)]),
    ...arms.flatMap(arm => {
      const own = cells.find(each => each.arm === arm && JSON.stringify(each.cell) === key);
      return [
        shortNumber(own?.validationLoss?.median ?? own?.trainLoss.median),
        own === undefined ? '–' : `${Math.round(100 * own.trains)} %`,
      ];
    }),
  ]);
  return table(
    'Every setting',
    [
      ...(axes.length > 0 ? axes.map(({ name }) => settingWords(name)) : ['setting']),
      ...arms.flatMap(arm => [`loss, ${armTitle(arm)}`, `trains, ${armTitle(arm)}`]),
    ],
    rows,
  );
}

/** Losses or scores along the training: a line and a band for each arm, with labels at its end. */

import type { Arm } from '../../events/events.ts';
import type { Mark, Quartiles } from '../document/report-data.ts';
import { armTitle } from '../document/words.ts';
import {
  axisText,
  extent,
  linearScale,
  linearTicks,
  lossScale,
  position,
  type Scale,
  spread,
  tickText,
} from './axes.ts';
import { xAxis, xTitle, yAxis } from './axis-marks.ts';
import { labelOf } from './labels.ts';
import { draw, Plot } from './library.ts';
import { markPlace } from './mark-place.ts';
import { armPaint, paint } from './paints.ts';
import { asSvg } from './svg.ts';

export interface CurvePoint extends Quartiles {
  readonly x: number;
}

export interface CurvesFigure {
  readonly arms: readonly Arm[];
  /** The line of each arm, with its band. */
  readonly lines: ReadonlyMap<Arm, readonly CurvePoint[]>;
  /** Lines of single runs instead of bands. */
  readonly runs?: readonly { readonly arm: Arm; readonly points: readonly CurvePoint[] }[];
  readonly xTitle: string;
  readonly isLoss: boolean;
  readonly valueText: (value: number) => string;
  /** Of ticks, if not as numbers. */
  readonly tickText?: (value: number) => string;
  /** A level to compare with, such as that of guessing. */
  readonly level?: { readonly value: number; readonly name: string } | null;
  /** Where two arms came to the same loss, on the x axis. */
  readonly mark?: (Pick<Mark, 'loss'> & { readonly from: number; readonly to: number; readonly text: string }) | null;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  /** Labels with the value on a second line. */
  readonly narrow?: boolean;
}

const LABEL_GAP = 17;
const MARGIN = { top: 14, right: 152, bottom: 38, left: 52 };
/** A level far above all lines would flatten them. */
const MAX_ROOM = 1.5;

export function drawCurves(figure: CurvesFigure): string {
  const { arms, lines, width, height, isLoss, narrow = false } = figure;
  const margin = narrow ? { ...MARGIN, right: 92 } : MARGIN;
  const shown = finiteValues(figure);
  const level = levelOf(figure, shown);
  const ticks = Math.max(3, Math.round(height / 55));
  const values = level === null ? shown : [...shown, level.value];
  const y = isLoss ? lossScale(values, ticks) : linearScale(values, ticks);
  const [, end] = extent([...lines.values()].flatMap(line => line.map(({ x }) => x)));
  const x = {
    domain: [0, end > 0 ? end : 1] as [number, number],
    ticks: linearTicks([0, end > 0 ? end : 1], narrow ? 3 : 6).filter(
      tick => figure.xTitle === 'seconds' || Number.isInteger(tick),
    ),
  };
  const down: readonly [number, number] = [height - margin.bottom, margin.top];
  const drawn = draw({
    width,
    height,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    x: { type: 'linear', domain: x.domain, axis: null },
    y: { type: y.type, domain: [...y.domain], axis: null },
    marks: [
      ...yAxis(y.ticks, figure.tickText ?? axisText(y.ticks)),
      ...xAxis(x.ticks, tickText),
      xTitle(figure.xTitle),
      ...(level === null ? [] : levelMarks(level, x.domain[1], y)),
      ...arms.flatMap(arm => armMarks(figure, arm, y)),
      ...markMarks(figure, x.domain, y),
      ...labelMarks(figure, y, x.domain[1], down),
    ],
  });
  return asSvg(drawn, figure.label, 12, {
    x: { type: 'linear', domain: x.domain, range: [margin.left, width - margin.right] },
    y: { ...y, range: down },
  });
}

function finiteValues({ lines, runs }: CurvesFigure): number[] {
  const all = [...lines.values(), ...(runs ?? []).map(({ points }) => points)].flat();
  return all.flatMap(({ q25, median, q75 }) => [q25, median, q75]).filter(value => value !== null);
}

function levelOf(
  { level, isLoss }: CurvesFigure,
  values: readonly number[],
): NonNullable<CurvesFigure['level']> | null {
  if (!level || !Number.isFinite(level.value)) return null;
  const [low, high] = extent(values);
  if (!isLoss) return level;
  return level.value <= high * MAX_ROOM && level.value >= low / MAX_ROOM ? level : null;
}

function levelMarks({ value, name }: NonNullable<CurvesFigure['level']>, end: number, y: Scale) {
  const isHigh = position(y, value, [0, 1]) > 0.9;
  return [
    Plot.ruleY([value], { stroke: paint('soft'), strokeDasharray: '1,4', strokeLinecap: 'round', strokeWidth: 1.5 }),
    Plot.text([name], {
      x: end,
      y: value,
      dy: isHigh ? 9 : -7,
      textAnchor: 'end',
      text: (text: string) => text,
      fill: paint('soft'),
      stroke: paint('paper'),
      strokeWidth: 4,
      fontSize: 11,
    }),
  ];
}

function armMarks({ arms, lines, runs }: CurvesFigure, arm: Arm, y: Scale) {
  const color = paint(armPaint(arms, arm));
  const dash = arms.length > 1 && arm === arms[0] ? { strokeDasharray: '6,4' } : {};
  const clamp = (value: number | null) => (value === null ? null : Math.max(value, y.domain[0]));
  const known = (line: readonly CurvePoint[]) => line.filter(({ median }) => median !== null);
  const own = runs?.filter(run => run.arm === arm) ?? [];
  if (own.length > 0) {
    return own.map(({ points }) =>
      Plot.line(known(points), {
        x: 'x',
        y: 'median',
        stroke: color,
        strokeWidth: own.length > 1 ? 1.4 : 2.2,
        ...dash,
      }),
    );
  }
  const line = known(lines.get(arm) ?? []);
  // Where more than a quarter diverged, the band is open: its upper edge is the top.
  const band = line.map(({ x, q25, q75 }) => ({ x, low: clamp(q25), high: q75 ?? y.domain[1] }));
  return [
    ...(band.some(({ low, high }) => low !== high)
      ? [Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.18 })]
      : []),
    Plot.line(line, { x: 'x', y: 'median', stroke: color, strokeWidth: 2.2, ...dash }),
  ];
}

function markMarks({ mark, arms, lines, width, height }: CurvesFigure, x: readonly [number, number], y: Scale) {
  if (!mark || mark.loss < y.domain[0] || mark.loss > y.domain[1]) return [];
  const { from, to, loss, text } = mark;
  const [first, second] = arms as [Arm, Arm];
  const ends = [
    { x: from, color: paint(armPaint(arms, first)) },
    { x: to, color: paint(armPaint(arms, second)) },
  ];
  const size = {
    width: (text.length * 6.5 * (x[1] - x[0])) / (width - MARGIN.left - MARGIN.right),
    height: 16 / height,
  };
  const place = markPlace(mark, size, [...lines.values()], y);
  return [
    Plot.ruleY([loss], { x1: Math.min(from, to), x2: Math.max(from, to), stroke: paint('ink'), strokeWidth: 1.5 }),
    Plot.dot(ends, { x: 'x', y: () => loss, r: 4, fill: 'color', stroke: paint('paper'), strokeWidth: 1.5 }),
    Plot.text([text], {
      ...place,
      y: loss,
      text: (words: string) => words,
      fontWeight: 600,
      fontSize: 12.5,
      fill: paint('ink'),
      stroke: paint('paper'),
      strokeWidth: 5,
    }),
  ];
}

function labelMarks(figure: CurvesFigure, y: Scale, end: number, down: readonly [number, number]) {
  const { arms, lines, valueText, narrow = false } = figure;
  const ends = arms.flatMap(arm => {
    const last = lines.get(arm)?.findLast(({ median }) => median !== null);
    return last === undefined ? [] : [{ arm, value: last.median! }];
  });
  const places = ends.map(({ value }) => position(y, value, down));
  const gap = narrow ? 2 * LABEL_GAP - 2 : LABEL_GAP;
  // The lower of two lines stays above the numbers of the axis.
  const moved = spread(places, gap, [down[1], narrow ? down[0] - LABEL_GAP + 3 : down[0]]);
  return ends.map(({ arm, value }, n) => {
    const text = labelOf(armTitle(arm), valueText(value), narrow);
    return Plot.text([text], {
      x: end,
      y: value,
      dx: 8,
      dy: moved[n]! - places[n]!,
      textAnchor: 'start',
      lineHeight: 1.15,
      text: (words: string) => words,
      fill: paint(armPaint(arms, arm)),
      fontWeight: 600,
      fontSize: 12.5,
    });
  });
}

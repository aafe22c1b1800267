/** Draws curves in a terminal. Curves differ by stroke as well as by colour, and so do the bands around them. */

import { Axis, limits, xLabels, yLabels } from './chart/axis.ts';
import { Canvas } from './chart/canvas.ts';
import { columnsOf } from './width.ts';

export interface Curve {
  name: string;
  paint: (text: string) => string;
  /** Distinguishes the curve without colour. */
  stroke: Stroke;
  /** The points; a y that is not finite leaves a gap. */
  points: readonly { x: number; y: number }[];
  /** A band around the curve. An infinite end reaches the edge of the chart, and NaN leaves a gap. */
  band?: readonly { x: number; low: number; high: number }[];
}

/**
 * Dots drawn, then left out. With none left out it is a line. `legend` and `ascii` show the stroke in the legend; `asciiBand` fills a
 * band.
 */
export interface Stroke {
  readonly dash: readonly [drawn: number, gap: number];
  readonly legend: string;
  readonly ascii: string;
  readonly asciiBand: string;
}

export const strokes: readonly Stroke[] = [
  { dash: [4, 4], legend: '⠒⠒ ⠒⠒', ascii: 'o', asciiBand: '.' },
  { dash: [1, 0], legend: '⠒⠒⠒⠒⠒', ascii: '*', asciiBand: ':' },
  { dash: [1, 3], legend: '⠂ ⠂ ⠂', ascii: '+', asciiBand: "'" },
  { dash: [10, 4], legend: '⠒⠒⠒⠒ ', ascii: 'x', asciiBand: '`' },
];

export interface ChartOptions {
  /** Width in columns, including the axis and its labels. */
  width: number;
  /** Height of the plot in rows. */
  height: number;
  unicode: boolean;
  /** Whether bands are distinguished by colours. */
  isColored?: boolean;
  yLabel: string;
  xLabel: string;
  /** Other values that the y axis has to span, such as those of a chart beside it. */
  yValues?: readonly number[];
  dim: (text: string) => string;
  /** Draws a line at 0, so that the chart includes it. */
  zero?: boolean;
  /** The y axis has a log scale if its max is this many times its min. */
  logFrom?: number;
  /** The ends of the x axis; by default those of the points. */
  xLimits?: readonly [left: number, right: number];
  /** Min columns of the labels of the y axis, to align charts below each other. */
  gutter?: number;
  /** Labels of the x axis at these values, instead of whole steps. */
  ticks?: readonly Mark[];
  /** Rows above the plot, for what lies beyond it. */
  beyond?: readonly Beyond[];
}

/** A text in the middle over a value of the x axis. */
export interface Mark {
  readonly x: number;
  readonly text: string;
}

export interface Beyond {
  readonly label: string;
  readonly name: string;
  readonly marks: readonly Mark[];
  readonly paint: (text: string) => string;
}

/** Between the parts of the legend. */
const BETWEEN = '   ';

export function renderChart(curves: readonly Curve[], options: ChartOptions): string {
  const plan = planChart(curves, options);
  if (plan === null) return options.dim(`no finite ${options.yLabel} to draw`);
  const { xLimits, yAxis, labels } = plan;
  const gutter = Math.max(plan.gutter, options.gutter ?? 0);
  const columns = Math.max(options.width - gutter - 3, 10);
  const canvas = new Canvas(curves, columns, options.height, {
    unicode: options.unicode,
    isColored: options.isColored ?? false,
  });
  const place = placeOn(canvas, xLimits, yAxis);
  if (options.zero) canvas.drawRule(place.y(0));
  curves.forEach((curve, index) => {
    drawBand(canvas, curve, index, place);
    drawCurve(canvas, curve, index, place);
  });

  const { dim, unicode } = options;
  const [tick, wall, corner, floor] = unicode ? ['┤', '│', '└', '─'] : ['+', '|', '+', '-'];
  const legend = curves.map(curve => `${curve.paint(legendStroke(curve, unicode))} ${curve.name}`);
  const title = dim(`${options.yLabel} by ${options.xLabel}${yAxis.log ? ', log scale' : ''}`);
  const oneLine = [title, ...legend].join(BETWEEN);
  const lines = columnsOf(oneLine) <= options.width ? [oneLine] : [title, ...filled(legend, options.width)];
  for (const { label, name, marks, paint } of options.beyond ?? []) {
    const row = marksLine(marks, xLimits, columns, name);
    lines.push(`${dim(`${label.padStart(gutter)} ${tick}`)}${paint(row)}`.trimEnd());
  }
  labels.forEach((label, row) => {
    const edge = label === '' ? wall : tick;
    lines.push(`${dim(`${label.padStart(gutter)} ${edge}`)}${canvas.row(row, dim)}`.trimEnd());
  });
  lines.push(dim(`${' '.repeat(gutter)} ${corner}${floor!.repeat(columns)}`));
  const { ticks } = options;
  const below = ticks === undefined ? xLabels(xLimits, columns) : marksLine(ticks, xLimits, columns);
  lines.push(dim(' '.repeat(gutter + 2) + below));
  return lines.join('\n');
}

/** Marks in a line, each as near to its value as there is room; without room it is left out. `name` stands where it fits. */
function marksLine(
  marks: readonly Mark[],
  [left, right]: readonly [number, number],
  columns: number,
  name = '',
): string {
  let line = '';
  for (const { x, text } of marks) {
    const center = right === left ? 0 : Math.round(((x - left) / (right - left)) * (columns - 1));
    const at = Math.max(Math.min(center - Math.floor((text.length - 1) / 2), columns - text.length), 0);
    if (line === '' || at > line.length) line = line.padEnd(at) + text;
  }
  const room = line === '' ? columns : line.search(/\S/);
  return room > name.length + 1 ? name + line.padEnd(columns).slice(name.length) : line;
}

/** The columns that the labels of the y axis take. */
export function gutterOf(curves: readonly Curve[], options: ChartOptions): number {
  return planChart(curves, options)?.gutter ?? 0;
}

/** Axes and labels; null if there is nothing to draw. */
function planChart(curves: readonly Curve[], { height, zero = false, logFrom, xLimits, yValues = [] }: ChartOptions) {
  const finite = curves.flatMap(curve => curve.points.filter(point => Number.isFinite(point.y)));
  if (finite.length === 0) return null;
  const ends = curves.flatMap(({ band = [] }) => band.flatMap(({ low, high }) => [low, high])).filter(Number.isFinite);
  const yAxis = new Axis([...finite.map(point => point.y), ...ends, ...yValues, ...(zero ? [0] : [])], logFrom);
  const zeroRow = zero ? Math.round((1 - yAxis.position(0)) * (height - 1)) : null;
  const labels = yLabels(yAxis, height, zeroRow);
  const gutter = Math.max(...labels.map(label => label.length));
  return { yAxis, labels, gutter, xLimits: xLimits ?? limits(finite.map(point => point.x)) };
}

/** Parts in lines of at most `width` columns. */
function filled(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1)}${BETWEEN}${part}`;
    if (lines.length > 0 && columnsOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** The dots of values. */
interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function placeOn(canvas: Canvas, [left, right]: readonly [number, number], yAxis: Axis): Place {
  return {
    x: value => Math.round((right === left ? 0 : (value - left) / (right - left)) * (canvas.dotsWide - 1)),
    y: value => {
      const position =
        value === Number.POSITIVE_INFINITY ? 1 : value === Number.NEGATIVE_INFINITY ? 0 : yAxis.position(value);
      return Math.round((1 - position) * (canvas.dotsHigh - 1));
    },
  };
}

function drawCurve(canvas: Canvas, { points, stroke }: Curve, layer: number, place: Place): void {
  let previous: { x: number; y: number } | undefined;
  let drawn = 0;
  for (const point of points) {
    if (!Number.isFinite(point.y)) {
      previous = undefined;
      continue;
    }
    const [x, y] = [place.x(point.x), place.y(point.y)];
    const from = previous ?? { x, y };
    const length = Math.max(Math.abs(x - from.x), Math.abs(y - from.y), 1);
    for (let i = previous === undefined ? 0 : 1; i <= length; i++) {
      const gap = canvas.unicode && isGap(stroke, drawn++);
      const share = previous === undefined ? 1 : i / length;
      if (!gap)
        canvas.drawDot(layer, Math.round(from.x + (x - from.x) * share), Math.round(from.y + (y - from.y) * share));
    }
    previous = { x, y };
  }
}

function drawBand(canvas: Canvas, { band = [] }: Curve, layer: number, place: Place): void {
  let previous: { x: number; top: number; bottom: number } | undefined;
  for (const { x, low, high } of band) {
    if (Number.isNaN(low) || Number.isNaN(high)) {
      previous = undefined;
      continue;
    }
    const next = { x: place.x(x), top: place.y(high), bottom: place.y(low) };
    const from = previous ?? next;
    const length = next.x - from.x;
    for (let i = 0; i <= length; i++) {
      const between = (a: number, b: number) => Math.round(length === 0 ? b : a + ((b - a) * i) / length);
      canvas.drawBand(layer, from.x + i, between(from.top, next.top), between(from.bottom, next.bottom));
    }
    previous = next;
  }
}

function isGap({ dash: [drawn, gap] }: Stroke, dot: number): boolean {
  return dot % (drawn + gap) >= drawn;
}

function legendStroke({ stroke }: Curve, unicode: boolean): string {
  return unicode ? stroke.legend : stroke.ascii.repeat(3);
}

/**
 * Draws curves in a terminal. In Unicode a character cell is a Braille pattern of 2 x 4 dots; in ASCII it is one
 * character. Curves differ by stroke as well as by colour.
 */

import { columnsOf } from './width.ts';

export interface Curve {
  name: string;
  paint: (text: string) => string;
  /** Distinguishes the curve without colour. */
  stroke: Stroke;
  /** The points; a y that is not finite leaves a gap. */
  points: readonly { x: number; y: number }[];
}

/** Dots drawn, then left out. With none left out it is a line. `legend` and `ascii` show the stroke in the legend. */
export interface Stroke {
  readonly dash: readonly [drawn: number, gap: number];
  readonly legend: string;
  readonly ascii: string;
}

export const strokes: readonly Stroke[] = [
  { dash: [4, 4], legend: '⠒⠒ ⠒⠒', ascii: 'o' },
  { dash: [1, 0], legend: '⠒⠒⠒⠒⠒', ascii: '*' },
  { dash: [1, 3], legend: '⠂ ⠂ ⠂', ascii: '+' },
  { dash: [10, 4], legend: '⠒⠒⠒⠒ ', ascii: 'x' },
];

export interface ChartOptions {
  /** Width in columns, including the axis and its labels. */
  width: number;
  /** Height of the plot in rows. */
  height: number;
  unicode: boolean;
  yLabel: string;
  xLabel: string;
  /** Other values that the y axis has to span, such as those of a chart beside it. */
  yValues?: readonly number[];
  dim: (text: string) => string;
}

/** An axis whose max is this many times its min has a log scale. */
const LOG_FROM = 10;
/** Rows between labels of the y axis. */
const LABEL_EVERY = 3;
const BRAILLE = 0x2800;
/** The bit of each dot in a Braille pattern, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const ASCII_BOTH = '#';
/** Between the parts of the legend. */
const BETWEEN = '   ';
/** Max digits of a label. */
const MAX_DIGITS = 7;

export function renderChart(curves: readonly Curve[], options: ChartOptions): string {
  const finite = curves.flatMap(curve => curve.points.filter(point => Number.isFinite(point.y)));
  if (finite.length === 0) return options.dim(`no finite ${options.yLabel} to draw`);
  const yAxis = new Axis([...finite.map(point => point.y), ...(options.yValues ?? [])]);
  const xLimits = limits(finite.map(point => point.x));
  const labels = yLabels(yAxis, options.height);
  const gutter = Math.max(...labels.map(label => label.length));
  const columns = Math.max(options.width - gutter - 3, 10);
  const canvas = new Canvas(curves.length, columns, options.height, options.unicode);
  curves.forEach((curve, index) => {
    drawCurve(canvas, curve, index, xLimits, yAxis);
  });

  const { dim, unicode } = options;
  const [tick, wall, corner, floor] = unicode ? ['┤', '│', '└', '─'] : ['+', '|', '+', '-'];
  const legend = curves.map(curve => `${curve.paint(legendStroke(curve, unicode))} ${curve.name}`);
  const title = dim(`${options.yLabel} by ${options.xLabel}${yAxis.log ? ', log scale' : ''}`);
  const oneLine = [title, ...legend].join(BETWEEN);
  const lines = columnsOf(oneLine) <= options.width ? [oneLine] : [title, ...filled(legend, options.width)];
  labels.forEach((label, row) => {
    const edge = label === '' ? wall : tick;
    lines.push(`${dim(`${label.padStart(gutter)} ${edge}`)}${canvas.row(row, curves)}`.trimEnd());
  });
  lines.push(dim(`${' '.repeat(gutter)} ${corner}${floor!.repeat(columns)}`));
  lines.push(dim(' '.repeat(gutter + 2) + xLabels(xLimits, columns)));
  return lines.join('\n');
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

/** Maps values to the range from 0 (min) to 1 (max). */
class Axis {
  readonly log: boolean;
  readonly #min: number;
  readonly #max: number;

  constructor(values: readonly number[]) {
    const [min, max] = limits(values);
    this.log = min > 0 && max >= LOG_FROM * min;
    // If all values are equal, room on both sides puts their line in the middle.
    const room = min === max ? Math.max(Math.abs(min) / 10, 1e-9) : 0;
    this.#min = this.#scaled(min - room);
    this.#max = this.#scaled(max + room);
  }

  position(value: number): number {
    return (this.#scaled(value) - this.#min) / (this.#max - this.#min);
  }

  valueAt(position: number): number {
    const scaled = this.#min + position * (this.#max - this.#min);
    return this.log ? 10 ** scaled : scaled;
  }

  #scaled(value: number): number {
    return this.log ? Math.log10(value) : value;
  }
}

/** Collects the dots, or strokes, of all curves in each cell. */
class Canvas {
  readonly dotsWide: number;
  readonly dotsHigh: number;
  readonly #columns: number;
  readonly unicode: boolean;
  readonly #layers: readonly Uint8Array[];

  constructor(curves: number, columns: number, rows: number, unicode: boolean) {
    this.#layers = Array.from({ length: curves }, () => new Uint8Array(columns * rows));
    this.#columns = columns;
    this.unicode = unicode;
    this.dotsWide = unicode ? columns * 2 : columns;
    this.dotsHigh = unicode ? rows * 4 : rows;
  }

  set(layer: number, x: number, y: number): void {
    const cells = this.#layers[layer]!;
    if (this.unicode) cells[(y >> 2) * this.#columns + (x >> 1)]! |= DOTS[y & 3]![x & 1]!;
    else cells[y * this.#columns + x] = 1;
  }

  row(row: number, curves: readonly Curve[]): string {
    let text = '';
    for (let column = 0; column < this.#columns; column++) {
      const at = row * this.#columns + column;
      const drawn = curves.map((_, layer) => this.#layers[layer]![at]!);
      const present = drawn.flatMap((dots, layer) => (dots === 0 ? [] : [layer]));
      // If curves share a cell, it has the colour of the last one and the dots of all.
      const last = present.at(-1);
      if (last === undefined) text += ' ';
      else if (this.unicode) text += curves[last]!.paint(String.fromCharCode(BRAILLE | drawn.reduce((a, b) => a | b)));
      else text += curves[last]!.paint(present.length > 1 ? ASCII_BOTH : curves[last]!.stroke.ascii);
    }
    return text;
  }
}

function drawCurve(
  canvas: Canvas,
  curve: Curve,
  layer: number,
  [left, right]: readonly [number, number],
  yAxis: Axis,
): void {
  let previous: { x: number; y: number } | undefined;
  let drawn = 0;
  for (const point of curve.points) {
    if (!Number.isFinite(point.y)) {
      previous = undefined;
      continue;
    }
    const across = right === left ? 0 : (point.x - left) / (right - left);
    const x = Math.round(across * (canvas.dotsWide - 1));
    const y = Math.round((1 - yAxis.position(point.y)) * (canvas.dotsHigh - 1));
    const from = previous ?? { x, y };
    const length = Math.max(Math.abs(x - from.x), Math.abs(y - from.y), 1);
    for (let i = previous === undefined ? 0 : 1; i <= length; i++) {
      const gap = canvas.unicode && isGap(curve.stroke, drawn++);
      const share = previous === undefined ? 1 : i / length;
      if (!gap) canvas.set(layer, Math.round(from.x + (x - from.x) * share), Math.round(from.y + (y - from.y) * share));
    }
    previous = { x, y };
  }
}

function isGap({ dash: [drawn, gap] }: Stroke, dot: number): boolean {
  return dot % (drawn + gap) >= drawn;
}

function legendStroke({ stroke }: Curve, unicode: boolean): string {
  return unicode ? stroke.legend : stroke.ascii.repeat(3);
}

/**
 * A label every few rows, counted from the bottom; '' for rows without one. Labels get as many digits as they need to
 * differ.
 */
function yLabels(axis: Axis, height: number): string[] {
  const values = Array.from({ length: height }, (_, row) => {
    const fromBottom = height - 1 - row;
    return fromBottom % LABEL_EVERY === 0 ? axis.valueAt(fromBottom / (height - 1)) : null;
  });
  for (let digits = 3; ; digits++) {
    const labels = values.map(value => (value === null ? '' : axisNumber(value, digits)));
    const shown = labels.filter(label => label !== '');
    if (new Set(shown).size === shown.length || digits === MAX_DIGITS) return labels;
  }
}

function axisNumber(value: number, digits: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e5 || magnitude < 1e-3) return value.toExponential(digits - 2).replace('e+', 'e');
  return value.toPrecision(digits).includes('e') ? String(Math.round(value)) : value.toPrecision(digits);
}

function limits(values: readonly number[]): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return [min, max];
}

/** The numbers below the axis, at whole steps. */
function xLabels([left, right]: readonly [number, number], columns: number): string {
  const most = Math.max(Math.floor(columns / 12), 1);
  const rough = (right - left) / most;
  const step = [1, 2, 5, 10, 20, 25, 50].find(size => size >= rough) ?? Math.ceil(rough / 100) * 100;
  let line = '';
  for (let value = left; value <= right; value += step) {
    const label = String(value);
    const center = right === left ? 0 : Math.round(((value - left) / (right - left)) * (columns - 1));
    const at = Math.min(center - Math.floor(label.length / 2), columns - label.length);
    line = line.padEnd(Math.max(at, 0)) + label;
  }
  return line;
}

/**
 * Draws a heat map of two axes with digits and, where the terminal has them, colours. Brackets mark cells that train. Where the
 * digits are too wide, a cell is one digit from 0, the lowest, to 9.
 */

import { significant } from '../../base/text/format.ts';
import type { StartEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';
import { columnsOf } from '../width.ts';
import { type Paint, shade } from './shades.ts';

export interface MapCell {
  /** Null where there is none: the median run diverged. */
  readonly value: number | null;
  /** Share of the runs that train. */
  readonly trains: number;
}

export interface HeatMap {
  readonly title: string;
  readonly rowAxis: string;
  readonly columnAxis: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** By row and column; undefined where nothing was trained. */
  readonly cells: readonly (readonly (MapCell | undefined)[])[];
  readonly scale: Scale;
}

/** Where a value lies from 0 to 1, and which colours it has. */
export interface Scale {
  readonly kind: 'loss' | 'difference';
  share(value: number): number;
}

/** Losses above it look alike: ten times that of guessing. */
export function lossCap({ guess }: Pick<StartEvent, 'guess'>): number {
  return 10 * guess.loss;
}

/** Losses by their logarithm; those above `cap` are at the end. */
export function lossScale(values: readonly number[], cap: number): Scale {
  const logs = values.map(value => Math.log(Math.min(Math.max(value, Number.MIN_VALUE), cap)));
  const [min, max] = [Math.min(...logs), Math.max(...logs)];
  return { kind: 'loss', share: value => (max === min ? 0.5 : (Math.log(value) - min) / (max - min)) };
}

/** Differences around 0 by their size, the smaller ones spread. */
export function differenceScale(values: readonly number[]): Scale {
  const max = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  return { kind: 'difference', share: value => 0.5 + (Math.sign(value) * Math.sqrt(Math.abs(value) / max)) / 2 };
}

/** How wide a map is with digits in every cell, or with one digit. */
export function mapWidth({ rows, columns, rowAxis, cells, scale }: HeatMap, isCompact: boolean): number {
  const cell = isCompact ? COMPACT : cellWidth({ columns, cells, scale });
  return labelWidth({ rows, rowAxis }) + columns.length * cell;
}

/** The columns of a cell that shows one digit. */
const COMPACT = 3;
const DIGITS = 3;

export function renderMap(map: HeatMap, isCompact: boolean, style: Style): string[] {
  const { dim } = style.color;
  const gutter = labelWidth(map);
  const width = isCompact ? COMPACT : cellWidth(map);
  const heading = map.columns.map(label => center(isCompact ? '' : label, width)).join('');
  const between = `${map.rowAxis.padEnd(gutter)}${isCompact ? ends(map.columns, width * map.columns.length) : heading}`;
  const rows = map.cells.map((cells, row) => {
    const label = dim(map.rows[row]!.padStart(gutter - 1).padEnd(gutter));
    return label + cells.map(cell => drawCell(cell, map.scale, width, isCompact, style)).join('');
  });
  const axis = `${' '.repeat(gutter)}${map.columnAxis} ${style.unicode ? '→' : '->'}`;
  return [map.title, dim(axis), dim(between.trimEnd()), ...rows.map(row => row.trimEnd())];
}

function labelWidth({ rows, rowAxis }: Pick<HeatMap, 'rows' | 'rowAxis'>): number {
  return Math.max(columnsOf(rowAxis), ...rows.map(columnsOf)) + 2;
}

function cellWidth({ columns, cells, scale }: Pick<HeatMap, 'columns' | 'cells' | 'scale'>): number {
  const texts = cells.flat().map(cell => (cell === undefined ? '' : numberOf(cell.value, scale, '∞')));
  return Math.max(...columns.map(label => columnsOf(label) + 1), ...texts.map(text => columnsOf(text) + 2));
}

function drawCell(cell: MapCell | undefined, scale: Scale, width: number, isCompact: boolean, style: Style): string {
  if (cell === undefined) return ' '.repeat(width);
  const { value, trains } = cell;
  const text = isCompact ? levelOf(value, scale, style) : numberOf(value, scale, infinite(style));
  const [open, close] = marks(trains);
  const padded = center(`${open}${text}${close}`, width);
  return paintOf(value, scale, style)(padded);
}

/** The marks of a cell that trains with every seed, with some, or with none. */
export function marks(trains: number): readonly [string, string] {
  return trains === 1 ? ['[', ']'] : trains > 0 ? ['(', ')'] : [' ', ' '];
}

function paintOf(value: number | null, scale: Scale, { color }: Style): Paint {
  if (value === null) return color.dim;
  return shade(color, scale.kind, scale.share(value));
}

export function infinite({ unicode }: Style): string {
  return unicode ? '∞' : 'inf';
}

function numberOf(value: number | null, { kind }: Scale, diverged: string): string {
  if (value === null) return kind === 'loss' ? diverged : '';
  const text = significant(value, Math.abs(value) < 1 ? DIGITS - 1 : DIGITS);
  return kind === 'difference' && value > 0 ? `+${text}` : text;
}

function levelOf(value: number | null, scale: Scale, style: Style): string {
  if (value === null) return scale.kind === 'loss' ? (style.unicode ? '∞' : 'x') : '';
  return String(Math.max(Math.min(Math.floor(10 * scale.share(value)), 9), 0));
}

/** The first and the last label of columns that are too narrow for their own. */
function ends(labels: readonly string[], width: number): string {
  const [first, last] = [labels[0]!, labels.at(-1)!];
  return first + last.padStart(Math.max(width - columnsOf(first), columnsOf(last) + 1));
}

function center(text: string, width: number): string {
  const room = Math.max(width - columnsOf(text), 0);
  const left = Math.floor(room / 2);
  return ' '.repeat(left) + text + ' '.repeat(room - left);
}

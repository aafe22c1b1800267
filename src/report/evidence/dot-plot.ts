/**
 * The paired differences of a claim as dots over an axis, with the mean, its interval, no difference and the smallest effect.
 *
 *       baseline better   │   ┊  •      •          batch norm better
 *                         │   ┊  • •  • • •
 *       ──────────────────┼───┼━━━━━━◆━━━━━━──────
 *                         1×  1.1×   1.4×
 */

import type { ClaimEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';
import { columnsOf, wrap } from '../width.ts';
import { axisLabel, quantities } from './units.ts';

type Plotted = Pick<ClaimEvent, 'claim' | 'differences' | 'estimate' | 't95' | 'smallestEffect'>;

const MAX_WIDTH = 76;
/** Dots above each other. */
const MAX_HEIGHT = 4;

interface Scale {
  readonly columns: number;
  column(value: number): number;
}

/** Null without differences. */
export function dotPlot(claim: Plotted, style: Style): string | null {
  const { differences, estimate, smallestEffect } = claim;
  if (differences === null || estimate === null) return null;
  const scale = scaleOf(claim, Math.min(style.width, MAX_WIDTH));
  const { rows, perDot } = dotRows(differences, scale, smallestEffect, style);
  const dots = perDot === 1 ? 'a dot is a pair' : `a dot is up to ${perDot} pairs`;
  const note = style.color.dim(wrap(`${quantities[claim.claim]}; ${dots}`, style.width));
  return [sides(scale, style), ...rows, axis(claim, scale, style), labels(claim, scale), note].join('\n');
}

/** Holds no difference, the smallest effect on both sides, the interval and all pairs. */
function scaleOf({ differences, t95, smallestEffect }: Plotted, columns: number): Scale {
  const shown = [...differences!, 0, smallestEffect, t95?.low ?? 0, t95?.high ?? 0];
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  // Room for the labels of both ends.
  const margin = 4;
  const span = high > low ? high - low : 1;
  const column = (value: number) => margin + Math.round(((value - low) / span) * (columns - 1 - 2 * margin));
  return { columns, column };
}

function dotRows(
  differences: readonly number[],
  { columns, column }: Scale,
  smallestEffect: number,
  { unicode, color }: Style,
): { rows: string[]; perDot: number } {
  const counts = Array.from({ length: columns }, () => 0);
  for (const difference of differences) counts[column(difference)]!++;
  const perDot = Math.ceil(Math.max(...counts) / MAX_HEIGHT);
  const heights = counts.map(count => Math.ceil(count / perDot));
  const [zero, effect] = [column(0), column(smallestEffect)];
  const rows = Array.from({ length: Math.max(...heights) }, (_, row) => {
    const height = Math.max(...heights) - row;
    return heights.map((dots, x) => {
      if (dots >= height) return (x < zero ? color.yellow : x > zero ? color.cyan : color)(unicode ? '•' : 'o');
      if (x === zero) return color.dim(unicode ? '│' : '|');
      return x === effect ? color.dim(unicode ? '┊' : ':') : ' ';
    });
  });
  return { rows: rows.map(cells => cells.join('').trimEnd()), perDot };
}

function axis(
  { estimate, t95, smallestEffect }: Plotted,
  { columns, column }: Scale,
  { unicode, color }: Style,
): string {
  const [thin, thick, cross, mean] = unicode ? ['─', '━', '┼', '◆'] : ['-', '=', '+', '#'];
  const [from, to] = t95 === null ? [columns, -1] : [column(t95.low), column(t95.high)];
  const cells = Array.from({ length: columns }, (_, x) => {
    if (x === column(estimate!)) return color.bold(mean);
    if (x >= from && x <= to) return color.bold(thick);
    return color.dim(x === column(0) || x === column(smallestEffect) ? cross : thin);
  });
  return cells.join('');
}

/** The values of no difference, of the smallest effect and of the mean, as far as they have room. */
function labels({ claim, estimate, smallestEffect }: Plotted, { columns, column }: Scale): string {
  let line = ' '.repeat(columns);
  for (const value of [0, smallestEffect, estimate!]) {
    const text = axisLabel(claim, value);
    const start = Math.min(Math.max(0, column(value) - Math.floor(text.length / 2)), columns - text.length);
    const room = line.slice(Math.max(0, start - 1), start + text.length + 1);
    if (room.trim() === '') line = line.slice(0, start) + text + line.slice(start + text.length);
  }
  return line.trimEnd();
}

/** Which side speaks for what, above the dots. */
function sides({ columns, column }: Scale, { unicode, color }: Style): string {
  const [left, right] = unicode ? ['←', '→'] : ['<-', '->'];
  const [worse, better] = [`without batch norm better ${left}`, `${right} with batch norm better`];
  const zero = column(0);
  const before = columnsOf(worse) < zero ? worse.padStart(zero - 1) : ' '.repeat(zero - 1);
  const after = columns - zero - 2 >= columnsOf(better) ? better : '';
  return `${color.yellow(before)}   ${color.cyan(after)}`.trimEnd();
}

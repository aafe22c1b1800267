/**
 * Draws distributions in a terminal: small histograms of one line, tall histograms, and bars. ASCII replaces blocks
 * where there is no Unicode.
 */

import { formatCount, percent, plural, printable } from '../base/text/format.ts';
import type { Style } from './style.ts';
import { signs } from './style.ts';
import { alignTable } from './table.ts';
import { columnsOf, shorten } from './width.ts';

/** Heights from low to high. A bin without rows is a space. */
const BLOCKS = '▁▂▃▄▅▆▇█';
const ASCII_BLOCKS = '.:-=+*#@';
/** A block of a bar, in eighths. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const MAX_BARS = 12;
const MAX_BAR = 36;
const TALL = 6;
/** Max width of a bin in a tall histogram. */
const MAX_RANGE = 3;

/** One character for each bin; the bin with the most rows is a full block. */
export function smallHistogram(rows: readonly number[], { unicode }: Style): string {
  const levels = unicode ? BLOCKS : ASCII_BLOCKS;
  const most = Math.max(...rows);
  return rows.map(count => (count === 0 ? ' ' : levels[Math.ceil((count / most) * levels.length) - 1])).join('');
}

/** Draws bars up to three columns wide above an axis with the min, the max and the position of the mean. */
export function tallHistogram(
  rows: readonly number[],
  { min, mean, max }: { min: string; mean: { text: string; share: number }; max: string },
  { unicode, color, width: available }: Style,
): string {
  const most = Math.max(...rows);
  const range = Math.max(1, Math.min(Math.floor(available / rows.length), MAX_RANGE));
  const lines: string[] = [];
  for (let line = TALL - 1; line >= 0; line--) {
    const cells = rows.map(count => tallCell((count / most) * TALL - line, line === 0 && count > 0, unicode));
    lines.push(
      color.cyan(
        cells
          .map(cell => cell.repeat(range))
          .join('')
          .trimEnd(),
      ),
    );
  }
  const width = range * rows.length;
  lines.push((unicode ? '─' : '-').repeat(width));
  const middle = Math.max(width, min.length + max.length + 2) - min.length - max.length;
  const fits = mean.text.length + 2 <= middle;
  const wanted = Math.round(mean.share * width - mean.text.length / 2) - min.length;
  const left = fits ? Math.min(Math.max(wanted, 1), middle - mean.text.length - 1) : 0;
  const between = `${' '.repeat(left)}${fits ? mean.text : ''}`.padEnd(middle);
  lines.push(color.dim(`${min}${between}${max}`));
  return lines.join('\n');
}

/** One cell of a vertical bar. A bar that `shows` is at least an eighth high. */
function tallCell(height: number, shows: boolean, unicode: boolean): string {
  const eighths = Math.max(Math.round(8 * height), shows ? 1 : 0);
  if (unicode) return eighths <= 0 ? ' ' : BLOCKS[Math.min(eighths, 8) - 1]!;
  return eighths >= 4 || shows ? '#' : ' ';
}

/**
 * Draws a bar for each value, the longest for the most rows. If there are too many values, those with the most rows are
 * shown.
 */
export function bars(counts: readonly { value: string; rows: number }[], style: Style): string {
  const { width, unicode, color } = style;
  const total = counts.reduce((sum, { rows }) => sum + rows, 0);
  const shown = counts.length <= MAX_BARS ? counts : [...counts].sort((a, b) => b.rows - a.rows).slice(0, MAX_BARS - 1);
  const most = Math.max(...shown.map(({ rows }) => rows));
  const { ellipsis } = signs(style);
  const texts = shown.map(({ value, rows }) => [
    { text: shorten(printable(value), Math.min(Math.floor(width / 3), 30), ellipsis) },
    { text: formatCount(rows) },
    { text: percent(rows / total) },
  ]);
  const taken = columnsOf(alignTable(texts, Number.POSITIVE_INFINITY, 2).split('\n')[0]!) + 2;
  const room = Math.max(Math.min(width - taken, MAX_BAR), 4);
  const lines = shown.map(({ rows }, n) => [
    ...texts[n]!,
    { text: bar((rows / most) * room, unicode), paint: color.cyan, left: true },
  ]);
  const rest = counts.length - shown.length;
  const others = total - shown.reduce((sum, { rows }) => sum + rows, 0);
  const more = rest === 0 ? '' : `\n${plural(rest, 'more class', 'more classes')} in ${plural(others, 'row')}`;
  return `${alignTable(lines, Number.POSITIVE_INFINITY, 2)}${color.dim(more)}`;
}

function bar(length: number, unicode: boolean): string {
  if (!unicode) return '#'.repeat(Math.max(Math.round(length), length > 0 ? 1 : 0));
  const eighths = Math.max(Math.round(8 * length), length > 0 ? 1 : 0);
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

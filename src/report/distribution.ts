/** Distributions in a terminal: small histograms in one line, tall ones, and bars. In ASCII where blocks are not to be had. */

import { percent, plural, printable, whole } from '../format.ts';
import type { Style } from './style.ts';
import { signs } from './style.ts';
import { alignTable } from './table.ts';
import { shorten } from './width.ts';

/** From the lowest to the highest; of no rows at all is a space. */
const BLOCKS = '▁▂▃▄▅▆▇█';
const ASCII_BLOCKS = '.:-=+*#@';
/** Parts of a block of a bar, in eighths. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const MOST_BARS = 12;
const TALL = 6;
/** Columns of one range in a tall histogram. */
const RANGE = 3;

/** A character a range; the highest is the fullest. */
export function smallHistogram(rows: readonly number[], { unicode }: Style): string {
  const levels = unicode ? BLOCKS : ASCII_BLOCKS;
  const most = Math.max(...rows);
  return rows.map(count => (count === 0 ? ' ' : levels[Math.ceil((count / most) * levels.length) - 1])).join('');
}

/** Lines of bars three columns wide over an axis with the least number, the mean and the greatest. */
export function tallHistogram(
  rows: readonly number[],
  [least, mean, greatest]: readonly [string, string, string],
  { unicode, color }: Style,
): string {
  const most = Math.max(...rows);
  const lines: string[] = [];
  for (let line = TALL - 1; line >= 0; line--) {
    const cells = rows.map(count => {
      const eighths = Math.round((count / most) * TALL * 8) - 8 * line;
      // A range that has rows is to be seen.
      const shown = line === 0 && count > 0 ? Math.max(eighths, 1) : eighths;
      if (shown <= 0) return ' ';
      if (!unicode) return shown >= 4 || line === 0 ? '#' : ' ';
      return BLOCKS[Math.min(shown, 8) - 1]!;
    });
    lines.push(
      cells
        .map(cell => cell.repeat(RANGE))
        .join('')
        .trimEnd(),
    );
  }
  const width = Math.max(RANGE * rows.length, least.length + greatest.length + 2);
  const middle = width - least.length - greatest.length;
  const between = mean.length + 2 <= middle ? mean : '';
  const left = Math.floor((middle - between.length) / 2);
  lines.push((unicode ? '─' : '-').repeat(RANGE * rows.length));
  const axis = `${least}${' '.repeat(left)}${between}${' '.repeat(middle - left - between.length)}${greatest}`;
  return [...lines, color.dim(axis)].join('\n');
}

/** A bar for each value, longest for the most rows; of many values those with the most rows. */
export function bars(counts: readonly { value: string; rows: number }[], style: Style): string {
  const { width, unicode, color } = style;
  const total = counts.reduce((sum, { rows }) => sum + rows, 0);
  const shown =
    counts.length <= MOST_BARS ? counts : [...counts].sort((a, b) => b.rows - a.rows).slice(0, MOST_BARS - 1);
  const most = Math.max(...shown.map(({ rows }) => rows));
  const room = Math.min(Math.floor(width / 2) - 5, 40);
  const lines = shown.map(({ value, rows }) => [
    { text: shorten(printable(value), Math.min(Math.floor(width / 3), 30), signs(style).ellipsis) },
    { text: whole(rows) },
    { text: percent(rows / total) },
    { text: bar((rows / most) * Math.max(room, 8), unicode), paint: color.cyan, left: true },
  ]);
  const rest = counts.length - shown.length;
  const others = total - shown.reduce((sum, { rows }) => sum + rows, 0);
  const more = rest === 0 ? '' : `\n${plural(rest, 'more class', 'more classes')} in ${plural(others, 'row')}`;
  return `${alignTable(lines, 2)}${color.dim(more)}`;
}

function bar(length: number, unicode: boolean): string {
  if (!unicode) return '#'.repeat(Math.max(Math.round(length), length > 0 ? 1 : 0));
  const eighths = Math.max(Math.round(8 * length), length > 0 ? 1 : 0);
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

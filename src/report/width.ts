/** How many columns of a terminal a text takes, and texts cut and wrapped to fit. Colours take no room. */

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** What counts is what is seen as one character, a grapheme cluster (Unicode annex 29). */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** Breaks text between words into lines of at most `width`, each behind `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines = wrapAnsi(text, Math.max(width - columnsOf(indent), 1)).split('\n');
  return lines.map(line => indent + line).join('\n');
}

/** The text in at most `width` columns, shortened in its middle: names often differ in their ends. */
export function shorten(text: string, width: number, ellipsis: string): string {
  if (columnsOf(text) <= width) return text;
  const clusters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const room = Math.max(width - ellipsis.length, 0);
  const end = truncate(clusters.toReversed(), Math.floor(room / 3))
    .reverse()
    .join('');
  const start = truncate(clusters, room - columnsOf(end)).join('');
  return `${start}${ellipsis.slice(0, width)}${end}`;
}

/** The first clusters that fit. */
function truncate(clusters: readonly string[], width: number): string[] {
  let columns = 0;
  const beyond = clusters.findIndex(cluster => {
    columns += columnsOf(cluster);
    return columns > width;
  });
  return clusters.slice(0, beyond);
}

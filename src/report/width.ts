/**
 * How many columns of a terminal a text takes, and texts cut to fit. What counts is what is seen as one character, a grapheme
 * cluster (Unicode annex 29): two columns for East Asian wide and fullwidth characters (annex 11) and for emoji, none
 * for marks that stand alone, one for the rest.
 */

import { stripVTControlCharacters } from 'node:util';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const plain = /^[\x20-\x7e]*$/;
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{fe0f}/u;
const invisible = /^[\p{Mark}\p{Control}\p{Format}\p{Default_Ignorable_Code_Point}]/u;

/** First and last code points of what is wide, but for emoji. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/** Colours take no room. */
export function columnsOf(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) columns += columnsOfCluster(segment);
  return columns;
}

/** The text in at most `width` columns, shortened in its middle: names often differ in their ends. */
export function shorten(text: string, width: number, ellipsis: string): string {
  if (columnsOf(text) <= width) return text;
  const clusters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const room = Math.max(width - ellipsis.length, 0);
  const end = take(clusters.toReversed(), Math.floor(room / 3))
    .reverse()
    .join('');
  const start = take(clusters, room - columnsOf(end)).join('');
  return `${start}${ellipsis.slice(0, width)}${end}`;
}

/** The first clusters that fit. */
function take(clusters: readonly string[], width: number): string[] {
  let columns = 0;
  const beyond = clusters.findIndex(cluster => {
    columns += columnsOfCluster(cluster);
    return columns > width;
  });
  return clusters.slice(0, beyond);
}

function columnsOfCluster(cluster: string): number {
  if (plain.test(cluster)) return 1;
  if (emoji.test(cluster)) return 2;
  if (invisible.test(cluster)) return 0;
  const point = cluster.codePointAt(0)!;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}

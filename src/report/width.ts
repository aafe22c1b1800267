/** Computes the columns that a text takes in a terminal, and cuts or wraps texts to fit. Colours take no columns. */

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** A character is what people see as one, a grapheme cluster (Unicode annex 29). */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Latin letters and signs, dashes and quotes, arrows, box drawings and braille take one column each, like printable ASCII. */
const SYMBOLS = '¡-¬®-ÿ‐-…←-↓─-▟⠀-⣿';
/** Most of all output. What else there may be takes 40 ms at first, for the expressions that know emojis. */
const NARROW = new RegExp(`^[ -~${SYMBOLS}]*$`);
const SYMBOL = new RegExp(`[${SYMBOLS}]`, 'g');
/** Printable ASCII in lines, with colours. */
const isPlain = (text: string) => /^[ -~\n]*$/.test(text.replaceAll('\u001B', ''));
/** ASCII that texts hardly contain. */
const RARE = ['`', '^', '~', '|', '\\', '{', '}', '#', '$', '@'];

export function columnsOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Breaks text between words into lines of at most `width`, each starting with `indent`. Longer words are broken. */
export function wrap(text: string, width: number, indent = ''): string {
  const room = Math.max(width - columnsOf(indent), 1);
  const lines = withoutSymbols(text, plain => wrapAnsi(plain, room, { hard: true })).split('\n');
  return lines.map(line => indent + line).join('\n');
}

/** What `wrapped` makes of the text, with a character of ASCII in the place of each symbol where one is left for that. */
function withoutSymbols(text: string, wrapped: (text: string) => string): string {
  const symbols = text.match(SYMBOL) ?? [];
  const rare = RARE.find(each => !text.includes(each));
  if (symbols.length === 0 || rare === undefined) return wrapped(text);
  const plain = text.replaceAll(SYMBOL, rare);
  if (!isPlain(plain)) return wrapped(text);
  let next = 0;
  return wrapped(plain).replaceAll(rare, () => symbols[next++]!);
}

/** Of a long text only its ends are segmented, this many characters for each column: segmenting takes the square of the length. */
const MAX_PER_COLUMN = 32;

/** Shortens the text in its middle to at most `width` columns, because names often differ at their ends. */
export function shorten(text: string, width: number, ellipsis: string): string {
  const most = MAX_PER_COLUMN * Math.max(width, 1);
  const isLong = text.length > 2 * most;
  if (!isLong && columnsOf(text) <= width) return text;
  const ends = isLong ? text.slice(0, most) + text.slice(-most) : text;
  const clusters = Array.from(graphemes.segment(ends), ({ segment }) => segment);
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

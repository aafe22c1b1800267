/** Formats numbers for people, in English and independent of the machine's locale. */

import { roundToPair } from '../numbers/rounding.ts';

/** 1,797 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 row", "2 rows", "1,797 rows" */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** Four significant digits: 0.08123, 12.34, 1234, 1.2e-7. A non-finite number or null is a dash. */
export function significant(value: number | null, digits = 4): string {
  if (value === null || !Number.isFinite(value)) return '-';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.abs(rounded);
  if (magnitude < 1e-4 || magnitude >= 1e6) return value.toExponential(digits - 2).replace('e+', 'e');
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
  return rounded.toFixed(decimals);
}

/**
 * The shortest decimal that rounds to this number: for float32 0.1, not 0.10000000149011612. Whole numbers are exact.
 */
export function shortest(value: number, round: (value: number) => number): string {
  if (Number.isSafeInteger(value)) return String(value);
  for (let digits = 1; digits < 17; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (round(decimal) === value) return String(decimal);
  }
  return String(value);
}

/** Whole numbers from here on are kept with fewer digits than they have. */
const MAX_WHOLE = 2 ** 48;

/**
 * A number of a table with all digits that are kept of it: 1,700,000,000, 2024, 0.123. `whole` says that it is a whole number,
 * or about one. A whole number of more than 14 digits has an exponent: 1.2345678901235e18.
 */
export function fullNumber(value: number, isWhole: boolean): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return '-';
  if (isWhole && size >= MAX_WHOLE) return value.toExponential(13).replace(/\.?0*e\+/, 'e');
  if (isWhole) return size < 10_000 ? String(value) : formatCount(value);
  const round = Math.fround(value) === value ? Math.fround : roundToPair;
  return shortest(value, round);
}

/** A mean of a table's numbers, to four digits, and to the units where they have more. */
export function meanNumber(value: number): string {
  const size = Math.abs(value);
  return size >= 1e6 && size < MAX_WHOLE ? formatCount(Math.round(value)) : significant(value);
}

/** A number as a person would write it: 0.05, 1234, and 2e19 instead of all its zeros. */
export function writtenNumber(value: number): string {
  return Math.abs(value) < 1e15 ? String(value) : value.toExponential().replace('+', '');
}

/** 0.97 as "97.0%" */
export function percent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? '-' : `${(100 * share).toFixed(1)}%`;
}

/** "0.35 ms", "12 ms", "1.24 s", "2 min 5 s", "1 h 2 min" */
export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '-';
  if (seconds < 0.009995) return `${(1000 * seconds).toFixed(2)} ms`;
  if (seconds < 0.9995) return `${(1000 * seconds).toFixed(0)} ms`;
  if (seconds < 59.995) return `${seconds.toFixed(2)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "a", "a and b", "a, b and c", "a, b, c and 4 more" */
export function list(items: readonly string[], most = 3): string {
  const shown =
    items.length > most ? [...items.slice(0, most), `${formatCount(items.length - most)} more`] : [...items];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** The joiner inside an emoji; it is matched first, so that it is kept. */
const JOINED = String.raw`\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*\u200d(?=\p{Extended_Pictographic})`;

/**
 * Control characters, line separators, characters that reorder text, and invisible characters, except the selectors of
 * emoji.
 */
const UNSEEN = new RegExp(
  String.raw`${JOINED}|(?![\ufe00-\ufe0f])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]`,
  'gu',
);

/**
 * Text from a file, made safe for a terminal: characters that control the terminal, reorder text or hide text are
 * spelled out.
 */
export function printable(text: string): string {
  return text.replaceAll(UNSEEN, found => {
    const code = found.codePointAt(0)!;
    const spelled = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[found];
    if (spelled !== undefined) return spelled;
    if (found.length > String.fromCodePoint(code).length) return found;
    const digits = code.toString(16);
    if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
  });
}

/** Characters that are shown of a text that is too long to be shown whole. */
const SHOWN = 40;
/** Max characters of a name, which is shown whole. */
const MAX_NAME = 200;
/** Max characters of a word outside quotes. No path is that long. */
const MAX_WORD = 5000;
/** Max characters of a message. */
const MAX_MESSAGE = 20_000;
/** Characters of a message that are searched for long texts; more could overflow the stack of the search. */
const MAX_SEARCHED = 1_000_000;

/** "aaaa...", and " (1,000,000 characters)" behind the closing quote, if there is one. No character is cut in two. */
function shortened(text: string, quote = ''): string {
  const start = text.slice(0, SHOWN).replace(/[\ud800-\udbff]$/, '');
  return `${quote}${printable(start)}...${quote} (${formatCount(text.length)} characters)`;
}

/** A cell in quotes for a message: safe to print; a long one is shortened to half a line, with its length. */
export function quoted(cell: string): string {
  return cell.length <= SHOWN ? `'${printable(cell)}'` : shortened(cell, "'");
}

/** A name outside of quotes, safe to print; a very long one is shortened, with its length. */
export function shownName(name: string): string {
  return name.length <= MAX_NAME ? printable(name) : shortened(name);
}

/** In a message: a text in quotes, or a word, that is too long to be shown whole. */
const TOO_LONG = new RegExp(`'([^']{${MAX_NAME + 1},})'|(?<![^\\s'])([^\\s']{${MAX_WORD + 1},})`, 'g');

/** A message, made safe for a terminal. Very long names and texts in it are shortened, with their length. */
export function printableMessage(message: string): string {
  if (message.length > MAX_SEARCHED) return bothEnds(message);
  const short = message.replaceAll(TOO_LONG, (_, inQuotes: string | undefined, word: string | undefined) =>
    inQuotes === undefined ? shortened(word!) : shortened(inQuotes, "'"),
  );
  return short.length <= MAX_MESSAGE ? printable(short) : bothEnds(short);
}

function bothEnds(message: string): string {
  const [start, end] = [message.slice(0, MAX_NAME), message.slice(-MAX_NAME)];
  return printable(`${start}... (${formatCount(message.length)} characters) ...${end}`);
}

/** "512 bytes", "1.5 KiB", "12 MiB", "1.2 GiB" */
export function byteSize(count: number): string {
  const power = Math.min(4, Math.floor(Math.log2(Math.max(1, count)) / 10));
  if (power === 0) return plural(count, 'byte');
  const value = count / 1024 ** power;
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${['KiB', 'MiB', 'GiB', 'TiB'][power - 1]}`;
}

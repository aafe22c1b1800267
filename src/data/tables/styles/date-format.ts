/**
 * Dates in formats of strptime (the Open Group Base Specifications, strptime), such as `%d/%m/%y %I:%M %p`, for columns whose dates
 * are not written as tables/cells/dates.ts reads them. Numbers may lack their zeros in front, names of months and days may be
 * short or whole, and a fraction may follow %S. %z is Z, UTC, GMT, +0530 or +05:30. Two digits of a year are 1969 to 2068.
 *
 * A format may lack the day: a month, or a quarter (%q, 1 to 4, which strptime lacks), is its first day. It may lack the whole date:
 * a time of day is the seconds since midnight, and 24:00 is midnight.
 *
 * Exported modules contain this file, so it needs nothing from Node.
 */

import { daysOfDate } from '../cells/calendar.ts';

const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
export const MONTH_NAME =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const WEEKDAY_NAME = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?';

/** By letter behind the %, what it stands for. */
const DATE_FIELDS: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  y: '\\d{2}',
  m: '\\d{1,2}',
  q: '[1-4]',
  d: '\\d{1,2}(?:st|nd|rd|th)?',
  b: MONTH_NAME,
  B: MONTH_NAME,
  a: WEEKDAY_NAME,
  A: WEEKDAY_NAME,
  H: '\\d{1,2}',
  I: '\\d{1,2}',
  M: '\\d{2}',
  S: '\\d{2}(?:[.,]\\d+)?',
  p: '[ap]\\.?m\\.?',
  z: 'z|utc|gmt|[-+]\\d{2}(?::?\\d{2})?',
};
const MAX_DATE_LENGTH = 64;
const DAY_IN_SECONDS = 86_400;

export type DateParser = (text: string) => number;

const parsers = new Map<string, DateParser>();

/** Seconds since 1970-01-01T00:00:00Z of a text in the format, NaN for others; null for what is no format of a date. */
export function dateParser(format: string): DateParser | null {
  const known = parsers.get(format);
  if (known !== undefined) return known;
  const letters: string[] = [];
  let source = '';
  for (let at = 0; at < format.length; at++) {
    const sign = format[at]!;
    if (sign !== '%') {
      source += sign === ' ' ? ' +' : sign.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
      continue;
    }
    const letter = format[++at] ?? '';
    const field = DATE_FIELDS[letter];
    if (field === undefined || letters.includes(letter)) return null;
    // Beside other digits a number has all of its own.
    const closed = /\d$|%.$/.test(format.slice(0, at - 1)) || /^%[^aAbBpz]/.test(format.slice(at + 1));
    letters.push(letter);
    source += `(${closed ? field.replace('{1,2}', '{2}') : field})`;
  }
  if (!isComplete(letters)) return null;
  const pattern = new RegExp(`^${source}$`, 'i');
  const parser = (text: string) => {
    if (text.length > MAX_DATE_LENGTH) return Number.NaN;
    const found = pattern.exec(text);
    if (found === null) return Number.NaN;
    return secondsOf(Object.fromEntries(letters.map((letter, at) => [letter, found[at + 1]!])));
  };
  parsers.set(format, parser);
  return parser;
}

/** Whether these fields are a date, with or without a time of day; a month or a quarter of a year; or a time of day. */
function isComplete(letters: readonly string[]): boolean {
  const has = (...either: string[]) => either.some(letter => letters.includes(letter));
  const hasClock = has('H', 'I', 'M', 'S', 'p', 'z');
  if (has('I') !== has('p') || (has('I') && has('H'))) return false;
  if (isClock(letters)) return has('I') || (has('H') && has('M'));
  if (!has('Y', 'y') || has('m', 'b', 'B') === has('q')) return false;
  return has('d') ? !has('q') : !hasClock && !has('a', 'A');
}

/** Whether a format has none of the fields of a date. */
function isClock(letters: readonly string[]): boolean {
  return !letters.some(letter => 'YymbBqdaA'.includes(letter));
}

/** Whether a format is one of times of day without a date. */
export function isTimeFormat(format: string): boolean {
  return isClock(lettersOf(format));
}

/** Whether a format is one of months or quarters. */
export function isMonthFormat(format: string): boolean {
  return !isTimeFormat(format) && !lettersOf(format).includes('d');
}

function lettersOf(format: string): string[] {
  return [...format.matchAll(/%(.)/g)].map(([, letter]) => letter!);
}

type Values = Readonly<Record<string, string | undefined>>;

function secondsOf({ Y, y, m, b, B, q, d = '1', ...clock }: Values): number {
  if (Y === undefined && y === undefined) return timeOfDay(clock);
  const year = Y === undefined ? Number(y) + (Number(y) < 69 ? 2000 : 1900) : Number(Y);
  const name = (b ?? B)?.slice(0, 3).toLowerCase();
  if (q !== undefined) return daysOfDate(year, 3 * Number(q) - 2, 1) * DAY_IN_SECONDS;
  const month = name === undefined ? Number(m) : MONTH_NAMES.findIndex(full => full.startsWith(name)) + 1;
  return daysOfDate(year, month, Number.parseInt(d, 10)) * DAY_IN_SECONDS + timeOf(clock);
}

/** Seconds since midnight, UTC. */
function timeOfDay(clock: Values): number {
  const isMidnight = clock.H === '24' && [clock.M, clock.S].every(part => Number(part ?? 0) === 0);
  const seconds = timeOf(isMidnight ? { ...clock, H: '0' } : clock);
  return ((seconds % DAY_IN_SECONDS) + DAY_IN_SECONDS) % DAY_IN_SECONDS;
}

function timeOf({ H, I, M = '0', S = '0', p, z }: Values): number {
  const hour = I === undefined ? Number(H ?? 0) : (Number(I) % 12) + (/^p/i.test(p!) ? 12 : 0);
  const seconds = Number(S.replace(',', '.'));
  if (hour > 23 || Number(M) > 59 || seconds >= 60) return Number.NaN;
  if (I !== undefined && (Number(I) < 1 || Number(I) > 12)) return Number.NaN;
  return hour * 3600 + Number(M) * 60 + seconds - zoneOf(z);
}

function zoneOf(zone: string | undefined): number {
  const found = /^([-+])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (found === null) return 0;
  const [, side, hours, minutes = '0'] = found;
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
  return (side === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/**
 * The format in which a column's dates are written, where they are not written as tables/cells/dates.ts reads them. The first
 * text decides which formats are possible, and the others which of them remain.
 */

import { type DateParser, dateParser, MONTH_NAME } from './date-format.ts';

const ORDERS = ['mdy', 'dmy', 'ymd'] as const;
type Order = (typeof ORDERS)[number];

/** Formats of days by which of their numbers comes first; month first before day first. */
const DATES: readonly (readonly [order: Order, format: string])[] = [
  ...['/', '-', '.'].flatMap(sign =>
    ['Y', 'y'].flatMap(year => [
      ['mdy', `%m${sign}%d${sign}%${year}`] as const,
      ['dmy', `%d${sign}%m${sign}%${year}`] as const,
    ]),
  ),
  ...['/', '-', '.'].map(sign => ['ymd', `%Y${sign}%m${sign}%d`] as const),
  ['ymd', '%Y%m%d'],
  ['ymd', '%Y年%m月%d日'],
  ...['%b %d %Y', '%b %d, %Y', '%b-%d-%Y', '%b/%d/%Y', '%b %d %y'].map(format => ['mdy', format] as const),
  ...[
    '%d %b %Y',
    '%d %b, %Y',
    '%d. %b %Y',
    '%d-%b-%Y',
    '%d/%b/%Y',
    '%d.%b.%Y',
    '%d%b%Y',
    '%d %b %y',
    '%d-%b-%y',
    '%d/%b/%y',
    '%d%b%y',
  ].map(format => ['dmy', format] as const),
  ...['%Y-%b-%d', '%Y %b %d', '%Y/%b/%d', '%Y%b%d'].map(format => ['ymd', format] as const),
];
const TIMES = ['', '%H:%M', '%H:%M:%S', '%I:%M %p', '%I:%M:%S %p', '%I:%M%p', '%I:%M:%S%p', '%I %p'];
const BETWEEN = [' ', 'T', ', ', ':', ' at '];
const ZONES = ['', '%z', ' %z'];

/** By its signs alone, whether a text can be a date. */
const LIKELY = /^(?=.{6,64}$)(?=(?:[^\d]*\d){3})[\p{L}\d .,:/+-]+$/u;
const NAMED = new RegExp(`(?<!\\p{L})${MONTH_NAME}(?!\\p{L})`, 'iu');

export interface FoundDates {
  readonly format: string;
  /** Some other format reads them too, as other dates. */
  readonly ambiguous: boolean;
}

/** The format in which all the texts, different ones, are dates; `order` decides where several are possible. Null where there is none. */
export function findDateFormat(texts: readonly string[], order: 'mdy' | 'dmy' | null): FoundDates | null {
  const [first] = texts;
  if (first === undefined || !LIKELY.test(first)) return null;
  let possible = formatsOf(first);
  for (const text of texts) {
    if (possible.length === 0) return null;
    possible = possible.filter(({ parser }) => !Number.isNaN(parser(text)));
  }
  if (possible.length === 0) return null;
  const [best] = possible;
  const differs = possible.some(({ parser }) => texts.some(text => parser(text) !== best!.parser(text)));
  // Dots mean that the day is first, as everywhere.
  const wanted = order ?? (best!.format.includes('.') ? 'dmy' : 'mdy');
  const chosen = possible.find(each => each.order === wanted) ?? best!;
  return { format: chosen.format, ambiguous: differs && order === null };
}

interface Candidate {
  order: Order;
  format: string;
  parser: DateParser;
}

/** Those that read the text. */
function formatsOf(text: string): Candidate[] {
  const named = /^\p{L}/u.test(text) ? ['', '%a ', '%a, ', '%A ', '%A, '] : [''];
  const withName = NAMED.test(text);
  const times = TIMES.filter(
    time => text.includes(':') === time.includes(':') && /[ap]\.?m/i.test(text) === time.endsWith('p'),
  );
  const found: Candidate[] = [];
  for (const [order, day] of DATES) {
    if (day.includes('%b') !== withName) continue;
    for (const name of named) {
      for (const time of times) {
        for (const between of time === '' ? [''] : BETWEEN) {
          for (const zone of time === '' ? [''] : ZONES) add(order, name + day + between + time + zone);
        }
      }
    }
  }
  // The basic format of ISO 8601.
  for (const clock of ['%H%M%S', '%H%M']) for (const zone of ['', '%z']) add('ymd', `%Y%m%dT${clock}${zone}`);
  // As `date` of Unix and C writes it.
  for (const zone of ['', ' %z']) add('mdy', `%a %b %d %H:%M:%S${zone} %Y`);
  return found;

  function add(order: Order, format: string): void {
    const parser = dateParser(format);
    if (parser !== null && isLikelyYear(format, text) && !Number.isNaN(parser(text)))
      found.push({ order, format, parser });
  }
}

/** Eight digits are a date where they begin with a year of these times. */
function isLikelyYear(format: string, text: string): boolean {
  return !format.startsWith('%Y%m%d') || /^(?:19|20)\d\d/.test(text);
}

/**
 * The format in which a column's months, quarters or times of day are written. They have no day, or no date, so that fewer signs
 * tell them from other texts: seasons such as 2009-10, days such as Jan-05, and durations such as 36:15 look like them.
 */

import { dateParser } from './date-format.ts';
import type { FoundDates } from './find-date-format.ts';

const MONTHS = [
  ...['-', '/', ' '].flatMap(sign => [`%Y${sign}%m`, `%m${sign}%Y`]),
  ...['-', '/', ' ', ', ', '. ', ''].flatMap(sign => [`%b${sign}%Y`, `%Y${sign}%b`]),
  ...['%YM%m', '%Y-M%m', '%Y年%m月'],
  ...['', '-', ' ', '/', ' - '].flatMap(sign => [`%Y${sign}Q%q`, `Q%q${sign}%Y`]),
  ...['%qQ%Y', '%qQ %Y', 'Q%q, %Y', '%YQ%q'],
];
/** Of two digits, of which each may be a day too. */
const SHORT_MONTHS = ['-', ' ', '/', "-'", " '", "'"].flatMap(sign => [`%b${sign}%y`, `%y${sign}%b`]);
const SHORT_QUARTERS = ['Q%q %y', 'Q%q-%y', "Q%q '%y", 'Q%q/%y', '%qQ%y', '%yQ%q', '%y-Q%q'];
const TIMES = [
  ...['%H:%M', '%H:%M:%S', '%I:%M %p', '%I:%M:%S %p', '%I:%M%p', '%I:%M:%S%p', '%I %p', '%I%p', '%Hh%M'],
  ...['%H:%M %z', '%H:%M:%S %z', '%H:%M%z', '%H:%M:%S%z'],
];

const YEAR = /(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)/;
/** 2009-10, 2010-11: a season, or a school year. */
const SEASON = /^(\d{4})[-/](\d{2})$/;
/** Two digits that are a year and no day of a month. */
const NO_DAY = /(?<!\d)(?:00|3[2-9]|[4-9]\d)(?!\d)/;

/** Null where the texts, different ones, are not all written in one of these formats. */
export function findMonthFormat(texts: readonly string[]): FoundDates | null {
  if (texts.length === 0) return null;
  const long = fitting(MONTHS, texts);
  if (long !== null) {
    return texts.every(text => YEAR.test(text)) && !texts.every(isSeason) ? { format: long, ambiguous: false } : null;
  }
  const quarter = fitting(SHORT_QUARTERS, texts);
  if (quarter !== null) return { format: quarter, ambiguous: false };
  const short = fitting(SHORT_MONTHS, texts);
  if (short === null) return null;
  const isYear = texts.some(text => NO_DAY.test(text));
  // 05-Jan is a day sooner than a year.
  return isYear || short.startsWith('%b') ? { format: short, ambiguous: !isYear } : null;
}

/** The same for times of day. */
export function findTimeFormat(texts: readonly string[]): FoundDates | null {
  const format = fitting(TIMES, texts);
  return format === null ? null : { format, ambiguous: false };
}

function fitting(formats: readonly string[], texts: readonly string[]): string | null {
  const reads = (format: string) => {
    const parser = dateParser(format)!;
    return texts.every(text => !Number.isNaN(parser(text)));
  };
  return texts.length === 0 ? null : (formats.find(reads) ?? null);
}

function isSeason(text: string): boolean {
  const [, first, second] = SEASON.exec(text) ?? [];
  return first !== undefined && (Number(first) + 1) % 100 === Number(second);
}

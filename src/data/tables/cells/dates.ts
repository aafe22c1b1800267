/**
 * Dates from text: year first (2024-03-01, 2024/03/01), or year last with slashes, dots or hyphens (1/3/2024, 1.3.2024,
 * 01-03-2024), with an optional time of day (T or a blank, 14:30, 14:30:15.25) and zone (Z, +01:00, +0100).
 *
 * Year last, either number before it may be the month. Dots mean day first, as they do wherever they are written. With
 * slashes and hyphens a number above 12 tells; where none does, the date is read month first unless `order` says otherwise,
 * and its order is `either`. The calendar is the proleptic Gregorian one, and no zone means UTC.
 */

import { daysOfDate } from './calendar.ts';

/** How the dates of a column are written. */
export interface DatePart {
  /**
   * `mdy` and `dmy` are separated by slashes, dots or hyphens; `either` where no cell decides: it was read month first, and
   * both numbers are 12 at most.
   */
  readonly order: 'ymd' | 'mdy' | 'dmy' | 'either';
  /** They are times of day without a date, as seconds since midnight. */
  readonly clock?: true;
  /** Some cell has a time of day. */
  readonly time: boolean;
}

export interface ParsedDate {
  /** Since 1970-01-01T00:00:00Z. */
  seconds: number;
  order: DatePart['order'];
  /** A time of day is written. */
  time: boolean;
}

const yearFirst = String.raw`(?<year>\d{4})(?<mark>[-/])(?<month>\d\d)\k<mark>(?<day>\d\d)`;
const yearLast = String.raw`(?<first>\d\d?)(?<sign>[-/.])(?<second>\d\d?)\k<sign>(?<last>\d{4})`;
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d)(?::(?<second60>\d\d(?:\.\d+)?))?`;
const zone = String.raw`(?:Z|(?<side>[-+])(?<zoneHour>\d\d):?(?<zoneMinute>\d\d))`;
const pattern = new RegExp(`^(?:${yearFirst}|${yearLast})(?:[T ]${clock}${zone}?)?$`);

const SHORTEST = '1/1/2024'.length;
const SECONDS_OF_DAY = 86_400;
/** What a Date can hold, in seconds. */
const MAX_SECONDS = 8.64e12;

/** `order` is how to read a date that may be either; null for what is no date, such as 30 February. */
export function parseDate(text: string, order: 'mdy' | 'dmy' = 'mdy'): ParsedDate | null {
  if (text.length < SHORTEST || !startsWithDigit(text)) return null;
  const parts = pattern.exec(text)?.groups;
  if (parts === undefined) return null;
  const day =
    parts.year === undefined ? dayOfYearLast(parts, order) : dayOf(parts.year, parts.month!, parts.day!, 'ymd');
  const time = parts.hour === undefined ? 0 : secondsOfDay(parts);
  if (day === null || time === null) return null;
  return { seconds: day.seconds + time, order: day.order, time: parts.hour !== undefined };
}

interface Day {
  seconds: number;
  order: DatePart['order'];
}

type Parts = Record<string, string | undefined>;

function dayOfYearLast({ first, sign, second, last }: Parts, order: 'mdy' | 'dmy'): Day | null {
  const dayFirst = dayOf(last!, second!, first!, 'dmy');
  if (sign === '.') return dayFirst;
  const monthFirst = dayOf(last!, first!, second!, 'mdy');
  if (dayFirst === null || monthFirst === null) return dayFirst ?? monthFirst;
  return { seconds: (order === 'mdy' ? monthFirst : dayFirst).seconds, order: 'either' };
}

function dayOf(yearText: string, monthText: string, dayText: string, order: DatePart['order']): Day | null {
  const days = daysOfDate(Number(yearText), Number(monthText), Number(dayText));
  return Number.isNaN(days) ? null : { seconds: days * SECONDS_OF_DAY, order };
}

/** Of the time of day, less the zone; null for what no clock shows. */
function secondsOfDay({ hour, minute, second60, side, zoneHour, zoneMinute }: Parts): number | null {
  const seconds = Number(second60 ?? 0);
  if (Number(hour) > 23 || Number(minute) > 59 || seconds >= 60) return null;
  if (side !== undefined && (Number(zoneHour) > 23 || Number(zoneMinute) > 59)) return null;
  const ahead = side === undefined ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute)) * 60;
  return Number(hour) * 3600 + Number(minute) * 60 + seconds - (side === '-' ? -ahead : ahead);
}

function startsWithDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

/** Seconds since 1970 of a date whose order is known, or why it is none: so is one that only the other order allows. */
export function secondsInOrder(text: string, dayFirst: boolean): number | string {
  const [order, other] = dayFirst ? (['dmy', 'mdy'] as const) : (['mdy', 'dmy'] as const);
  const date = parseDate(text, order);
  if (date === null) return 'and is a column of dates';
  // With dots the day is first, whatever others do.
  if (date.order !== other || /^\s*\d+\./.test(text)) return date.seconds;
  return `and the model takes such dates with the ${dayFirst ? 'day' : 'month'} first; 2024-12-31 is clear to all`;
}

/** All texts as dates of one order; null where some is none, or where they cannot all be of one. */
export function parseDates(texts: readonly string[]): { seconds: Float64Array; part: DatePart } | null {
  const seconds = new Float64Array(texts.length);
  const orders = new Set<DatePart['order']>();
  let time = false;
  for (let i = 0; i < texts.length; i++) {
    const date = parseDate(texts[i]!);
    if (date === null) return null;
    seconds[i] = date.seconds;
    orders.add(date.order);
    time ||= date.time;
  }
  const told = [...orders].filter(order => order !== 'either');
  if (told.length > 1 || (told[0] === 'ymd' && orders.size > 1)) return null;
  if (told[0] === 'dmy' && orders.size > 1) {
    for (let i = 0; i < texts.length; i++) seconds[i] = parseDate(texts[i]!, 'dmy')!.seconds;
  }
  return { seconds, part: { order: told[0] ?? 'either', time } };
}

/** Whether the seconds of some date are not at midnight, UTC. */
export function holdTimes(seconds: ArrayLike<number>): boolean {
  for (let i = 0; i < seconds.length; i++)
    if (seconds[i]! % SECONDS_OF_DAY !== 0 && !Number.isNaN(seconds[i]!)) return true;
  return false;
}

/** 2024-03-01, or 2024-03-01T14:30:00.000Z where it is not midnight. */
export function formatDate(seconds: number): string {
  if (!(Math.abs(seconds) <= MAX_SECONDS)) return String(seconds);
  const text = new Date(seconds * 1000).toISOString();
  return seconds % SECONDS_OF_DAY === 0 ? text.slice(0, text.indexOf('T')) : text;
}

/** Seconds since midnight as 07:30, or 07:30:15. */
export function formatTime(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString().slice('1970-01-01T'.length, -1);
  return text.replace(/(?::00)?\.000$/, '');
}

/** A date with all that is kept of it: 2024-03-01, 2024-03-01T14:30:15Z, 2024-03-01T14:30:15.000250Z; of a clock, its time alone. */
export function formatMoment(seconds: number, isClock: boolean): string {
  const micros = Math.round((seconds - Math.floor(seconds)) * 1e6);
  const whole = Math.floor(seconds) + (micros === 1e6 ? 1 : 0);
  const fraction = micros % 1e6 === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
  const text = new Date(whole * 1000).toISOString().slice(0, -'.000Z'.length);
  const at = text.indexOf('T');
  if (isClock) return text.slice(at + 1) + fraction;
  return fraction === '' && whole % SECONDS_OF_DAY === 0 ? text.slice(0, at) : `${text}${fraction}Z`;
}

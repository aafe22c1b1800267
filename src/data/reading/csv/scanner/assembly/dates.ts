// One column of dates. A cell is YYYY-MM-DD or YYYY/MM/DD, or two numbers and a year separated by slashes, dots or hyphens; a
// time of day and a zone may follow. Which of the two numbers is the day, only the whole column tells; dots mean that it is the
// first. Days are counted by the proleptic Gregorian calendar. Bytes behind a cell may be looked at, but decide nothing.
import { isBlank, isMissingIn } from "./row";
import { QUOTED, SPACE, cells, columns, greatest, index, least, missing } from "./state";

const MINUS: i32 = 0x2d;
const PLUS: i32 = 0x2b;
const POINT: i32 = 0x2e;
const SLASH: i32 = 0x2f;
const COLON: i32 = 0x3a;
const UPPER_T: i32 = 0x54;
const UPPER_Z: i32 = 0x5a;

/** Orders of day, month and year, as columns.ts has them. */
const YEAR_FIRST: i32 = 0;
const MONTH_FIRST: i32 = 1;
const DAY_FIRST: i32 = 2;
const EITHER: i32 = 3;
/** Added to the order where some cell has a time of day. */
const TIME: i32 = 4;

// What the column shows so far.
let present: i32 = 0, yearFirst: i32 = 0, mostFirst: i32 = 0, mostSecond: i32 = 0;
let dots: bool = false, time: bool = false;

// @ts-ignore: decorator
@inline
function digit(at: usize): u32 {
  return <u32>load<u8>(at) - 0x30;
}

/** The number of two digits; -1 where they are none. */
// @ts-ignore: decorator
@inline
function two(at: usize): i32 {
  const tens = digit(at), ones = digit(at + 1);
  return tens < 10 && ones < 10 ? <i32>(10 * tens + ones) : -1;
}

// @ts-ignore: decorator
@inline
function four(at: usize): i32 {
  const high = two(at), low = two(at + 2);
  return high < 0 || low < 0 ? -1 : 100 * high + low;
}

/** Year, first and second number are kept as one: 10,000, 100 and 1 times. */
// @ts-ignore: decorator
@inline
function pack(year: i32, first: i32, second: i32): i32 {
  return year * 10_000 + first * 100 + second;
}

/** Where the date ends, which is put at `out`; 0 where it is none. */
function yearMonthDay(year: i32, start: usize, end: usize, out: usize): usize {
  const separator = <i32>load<u8>(start, 4);
  if (separator != MINUS && separator != SLASH) return 0;
  if (start + 10 > end || <i32>load<u8>(start, 7) != separator) return 0;
  const month = two(start + 5), day = two(start + 8);
  if (month < 0 || day < 0) return 0;
  yearFirst++;
  store<i32>(out, pack(year, month, day));
  return start + 10;
}

/** A number of one or two digits, which end at numberEnd; -1 is none. */
// @ts-ignore: decorator
@inline
function oneOrTwo(at: usize): i32 {
  const ones = digit(at), next = digit(at + 1);
  if (ones >= 10) return -1;
  numberEnd = at + 1 + usize(next < 10);
  return <i32>(next < 10 ? 10 * ones + next : ones);
}
let numberEnd: usize = 0;

function numbersAndYear(start: usize, end: usize, out: usize): usize {
  const first = oneOrTwo(start);
  if (first < 0) return 0;
  const at = numberEnd, separator = <i32>load<u8>(at);
  if (separator != SLASH && separator != MINUS && separator != POINT) return 0;
  const second = oneOrTwo(at + 1);
  if (second < 0) return 0;
  const yearAt = numberEnd + 1;
  if (yearAt + 4 > end || <i32>load<u8>(numberEnd) != separator) return 0;
  const year = four(yearAt);
  if (year < 0) return 0;
  dots = dots || separator == POINT;
  mostFirst = max(mostFirst, first);
  mostSecond = max(mostSecond, second);
  store<i32>(out, pack(year, first, second));
  return yearAt + 4;
}

/** Seconds that a zone, Z, ±HH:MM or ±HHMM, is ahead of UTC; NaN when it is none. */
function zone(at: usize, end: usize): f64 {
  const sign = <i32>load<u8>(at);
  if (sign == UPPER_Z && at + 1 == end) return 0;
  const minuteAt = load<u8>(at, 3) == COLON ? at + 4 : at + 3;
  if ((sign != PLUS && sign != MINUS) || minuteAt + 2 != end) return NaN;
  const hour = two(at + 1), minute = two(minuteAt);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return NaN;
  const seconds = <f64>(3600 * hour + 60 * minute);
  return sign == MINUS ? -seconds : seconds;
}

/** The time from a T or a blank to the end, in seconds, in UTC; NaN when it is none. */
function secondsOfDay(start: usize, end: usize): f64 {
  const mark = <i32>load<u8>(start);
  if ((mark != UPPER_T && mark != SPACE) || start + 6 > end || <i32>load<u8>(start, 3) != COLON) return NaN;
  const hour = two(start + 1), minute = two(start + 4);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return NaN;
  let seconds = <f64>(3600 * hour + 60 * minute);
  let at = start + 6;
  if (at + 3 <= end && <i32>load<u8>(at) == COLON) {
    const second = two(at + 1);
    if (second < 0 || second > 59) return NaN;
    seconds += <f64>second;
    at += 3;
    if (at < end && <i32>load<u8>(at) == POINT) {
      const first = ++at;
      let fraction: f64 = 0, unit: f64 = 1;
      for (; at < end && digit(at) < 10; at++) {
        // Beyond these, digits are lost in the seconds anyway.
        if (at - first >= 15) continue;
        fraction = 10 * fraction + <f64>digit(at);
        unit *= 10;
      }
      if (at == first) return NaN;
      seconds += fraction / unit;
    }
  }
  return at == end ? seconds : seconds - zone(at, end);
}

/** Takes in a cell: its date is put at `out`; its seconds of the day are returned, less those of the zone. NaN where it is no date. */
function dateIn(start: usize, end: usize, out: usize): f64 {
  const year = four(start);
  const at = year < 0 ? numbersAndYear(start, end, out) : yearMonthDay(year, start, end, out);
  if (at == 0) return NaN;
  if (at == end) return 0;
  const seconds = secondsOfDay(at, end);
  time = time || seconds == seconds;
  return seconds;
}

/** -1 where the column does not hold dates throughout. */
function orderOf(): i32 {
  if (present == 0) return -1;
  if (yearFirst > 0) return yearFirst == present ? YEAR_FIRST : -1;
  const dayFirst = dots || mostFirst > 12;
  if (mostSecond > 12) return dayFirst ? -1 : MONTH_FIRST;
  return dayFirst ? DAY_FIRST : EITHER;
}

// @ts-ignore: decorator
@inline
function isLeap(year: i32): bool {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

const LENGTHS: usize = memory.data<u8>([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

/** Days since 1970; i32.MIN_VALUE when there is no such day. As in tables/cells/calendar.ts: years begin in March, so that a leap day comes last. */
// @ts-ignore: decorator
@inline
function daysOf(year: i32, month: i32, day: i32): i32 {
  if (month < 1 || month > 12 || day < 1) return i32.MIN_VALUE;
  const length = month == 2 && isLeap(year) ? 29 : <i32>load<u8>(LENGTHS + month);
  if (day > length) return i32.MIN_VALUE;
  // 400 years later, so that nothing is negative.
  const marchYear = (month > 2 ? year : year - 1) + 400, marchMonth = month > 2 ? month - 3 : month + 9;
  const leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400;
  return 365 * marchYear + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468 - 146_097;
}

/**
 * Reads a column of dates: its cells, seconds since 1970, missing cells, least and greatest, and `low` (rows), what float32 takes
 * away from each. `dates` (rows of i32) and `seconds` (rows of f64) are for its own use. `wordsFirst`: words for missing cells may
 * look like dates. Returns the order, plus TIME; or -1 where it is no column of dates, and then its cells are of no use.
 */
export function readDates(column: i32, rows: i32, dates: usize, seconds: usize, low: usize, wordsFirst: bool): i32 {
  present = yearFirst = mostFirst = mostSecond = 0;
  dots = time = false;
  const stride = <usize>columns << 3;
  let at = index + (<usize>column << 3);
  for (let r: usize = 0; r < <usize>rows; r++, at += stride) {
    let start = <usize>load<u32>(at), end = <usize>(load<u32>(at, 4) & ~QUOTED);
    while (start < end && isBlank(load<u8>(start))) start++;
    while (start < end && isBlank(load<u8>(end - 1))) end--;
    let found: f64 = NaN;
    if (start != end) {
      const missesFirst = wordsFirst && isMissingIn(at);
      if (!missesFirst) {
        found = dateIn(start, end, dates + (r << 2));
        if (found == found) present++;
        else if (!isMissingIn(at)) return -1;
      }
    }
    store<f64>(seconds + (r << 3), found);
  }
  const order = orderOf();
  if (order < 0) return -1;

  let absent = 0;
  let leastRounded: f32 = Infinity, greatestRounded: f32 = -Infinity;
  let out = cells + (<usize>column << 2);
  for (let r: usize = 0; r < <usize>rows; r++, out += stride >> 1) {
    let value = load<f64>(seconds + (r << 3)), rest: f32 = 0;
    if (value == value) {
      const packed = load<i32>(dates + (r << 2));
      const year = packed / 10_000, first = packed / 100 % 100, second = packed % 100;
      const days = order == DAY_FIRST ? daysOf(year, second, first) : daysOf(year, first, second);
      if (days == i32.MIN_VALUE) return -1;
      value += <f64>days * 86_400;
      const rounded = <f32>value;
      rest = <f32>(value - <f64>rounded);
      leastRounded = min(leastRounded, rounded);
      greatestRounded = max(greatestRounded, rounded);
    } else absent++;
    store<f32>(out, <f32>value);
    store<f32>(low + (r << 2), rest);
  }
  store<u32>(missing + (<usize>column << 2), absent);
  store<f32>(least + (<usize>column << 2), leastRounded);
  store<f32>(greatest + (<usize>column << 2), greatestRounded);
  return order + (time ? TIME : 0);
}

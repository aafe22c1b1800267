import type { DatePart } from '../../../tables/cells/dates.ts';
/**
 * Dates from bytes. A cell is YYYY-MM-DD or YYYY/MM/DD, or two numbers and a year separated by slashes, dots or hyphens; a
 * time of day and a zone may follow. Which of the two numbers is the day, only the whole column tells; dots mean that it
 * is the first. Days are counted by the proleptic Gregorian calendar.
 */

import { daysOfDate } from '../../../tables/cells/calendar.ts';

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const SPACE = 0x20;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
const DAY = 86_400;

/** Takes the cells of a column one after the other; used again for the next one. */
export class DateColumn {
  /** By row: year, first and second number as they stand; seconds of the day, less those of the zone. NaN is missing. */
  #dates = new Int32Array(0);
  #seconds = new Float64Array(0);
  #rows = 0;
  #present = 0;
  #yearFirst = 0;
  #mostFirst = 0;
  #mostSecond = 0;
  #dots = false;
  #time = false;

  /** Prepares for a column of `rows` rows. */
  begin(rows: number): void {
    if (rows > this.#dates.length) {
      this.#dates = new Int32Array(rows);
      this.#seconds = new Float64Array(rows);
    }
    this.#rows = this.#present = this.#yearFirst = this.#mostFirst = this.#mostSecond = 0;
    this.#dots = this.#time = false;
  }

  addMissing(): void {
    this.#seconds[this.#rows++] = Number.NaN;
  }

  /** False when the bytes [start, end) are no date. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const year = digits(bytes, start, 4);
    const at = year < 0 ? this.#numbersAndYear(bytes, start, end) : this.#yearMonthDay(year, bytes, start, end);
    if (at < 0) return false;
    const seconds = at === end ? 0 : secondsOfDay(bytes, at, end);
    if (Number.isNaN(seconds)) return false;
    this.#time ||= at !== end;
    this.#present++;
    this.#seconds[this.#rows++] = seconds;
    return true;
  }

  /** Seconds since 1970 of each row, NaN where it is missing; null when the column does not hold dates throughout. They are
   * overwritten by the next column. */
  finish(): { part: DatePart; seconds: Float64Array } | null {
    const order = this.#order();
    if (order === null) return null;
    const seconds = this.#seconds.subarray(0, this.#rows);
    for (let row = 0; row < this.#rows; row++) {
      if (Number.isNaN(seconds[row]!)) continue;
      const packed = this.#dates[row]!;
      const year = Math.floor(packed / 10_000);
      const first = Math.floor(packed / 100) % 100;
      const second = packed % 100;
      const days = order === 'dmy' ? daysOfDate(year, second, first) : daysOfDate(year, first, second);
      if (Number.isNaN(days)) return null;
      seconds[row]! += days * DAY;
    }
    return { part: { order, time: this.#time }, seconds };
  }

  #order(): DatePart['order'] | null {
    if (this.#present === 0) return null;
    if (this.#yearFirst > 0) return this.#yearFirst === this.#present ? 'ymd' : null;
    const dayFirst = this.#dots || this.#mostFirst > 12;
    if (this.#mostSecond > 12) return dayFirst ? null : 'mdy';
    return dayFirst ? 'dmy' : 'either';
  }

  /** Where the date ends; -1 when it is none. */
  #yearMonthDay(year: number, bytes: Uint8Array, start: number, end: number): number {
    const separator = bytes[start + 4];
    if (separator !== MINUS && separator !== SLASH) return -1;
    if (end - start < 10 || bytes[start + 7] !== separator) return -1;
    const month = digits(bytes, start + 5, 2);
    const day = digits(bytes, start + 8, 2);
    if (month < 0 || day < 0) return -1;
    this.#yearFirst++;
    this.#dates[this.#rows] = year * 10_000 + month * 100 + day;
    return start + 10;
  }

  #numbersAndYear(bytes: Uint8Array, start: number, end: number): number {
    const firstLength = isDigit(bytes[start + 1]!) ? 2 : 1;
    const first = digits(bytes, start, firstLength);
    const separatorAt = start + firstLength;
    const separator = bytes[separatorAt]!;
    if (separator !== SLASH && separator !== MINUS && separator !== POINT) return -1;
    const secondLength = isDigit(bytes[separatorAt + 2]!) ? 2 : 1;
    const second = digits(bytes, separatorAt + 1, secondLength);
    const yearAt = separatorAt + 2 + secondLength;
    if (yearAt + 4 > end || bytes[yearAt - 1] !== separator) return -1;
    const year = digits(bytes, yearAt, 4);
    if (first < 0 || second < 0 || year < 0) return -1;
    this.#dots ||= separator === POINT;
    this.#mostFirst = Math.max(this.#mostFirst, first);
    this.#mostSecond = Math.max(this.#mostSecond, second);
    this.#dates[this.#rows] = year * 10_000 + first * 100 + second;
    return yearAt + 4;
  }
}

/** The time from a T or a blank to the end, in seconds, in UTC; NaN when it is none. */
function secondsOfDay(bytes: Uint8Array, start: number, end: number): number {
  if ((bytes[start] !== UPPER_T && bytes[start] !== SPACE) || end - start < 6 || bytes[start + 3] !== COLON) {
    return Number.NaN;
  }
  const hour = digits(bytes, start + 1, 2);
  const minute = digits(bytes, start + 4, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return Number.NaN;
  let seconds = 3600 * hour + 60 * minute;
  let at = start + 6;
  if (at + 3 <= end && bytes[at] === COLON) {
    const second = digits(bytes, at + 1, 2);
    if (second < 0 || second > 59) return Number.NaN;
    seconds += second;
    at += 3;
    if (at < end && bytes[at] === POINT) {
      const first = ++at;
      let fraction = 0;
      let unit = 1;
      for (; at < end && isDigit(bytes[at]!); at++) {
        // Beyond these, digits are lost in the seconds anyway.
        if (at - first >= 15) continue;
        fraction = 10 * fraction + bytes[at]! - ZERO;
        unit *= 10;
      }
      if (at === first) return Number.NaN;
      seconds += fraction / unit;
    }
  }
  return at === end ? seconds : seconds - zone(bytes, at, end);
}

/** Seconds that a zone, Z, ±HH:MM or ±HHMM, is ahead of UTC; NaN when it is none. */
function zone(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at];
  if (sign === UPPER_Z && at + 1 === end) return 0;
  const minuteAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
  if ((sign !== PLUS && sign !== MINUS) || minuteAt + 2 !== end) return Number.NaN;
  const hour = digits(bytes, at + 1, 2);
  const minute = digits(bytes, minuteAt, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return Number.NaN;
  return (sign === MINUS ? -1 : 1) * (3600 * hour + 60 * minute);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte < ZERO + 10;
}

/** The number of `digits` digits; -1 if they are not digits. */
function digits(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) {
    if (!isDigit(bytes[at + i]!)) return -1;
    value = 10 * value + bytes[at + i]! - ZERO;
  }
  return value;
}

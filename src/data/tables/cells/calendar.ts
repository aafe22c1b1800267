/** Seconds since 1970-01-01T00:00:00Z as parts of a date in the Gregorian calendar, UTC. */

export interface CalendarDate {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
  /** 0 on the first of January. */
  yearDay: number;
  daysInYear: number;
  /** 0 on Monday. */
  weekday: number;
  secondOfDay: number;
}

const DAY = 86_400;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days before a month, counted in a year that begins in March, so that a leap day comes last. */
const daysBefore = (marchMonth: number) => Math.floor((153 * marchMonth + 2) / 5);

/** From days since 1970 by counting in 400-year periods of 146,097 days that begin in March. */
export function calendarDate(seconds: number): CalendarDate {
  const days = Math.floor(seconds / DAY);
  const fromMarch = days + 719_468;
  const period = Math.floor(fromMarch / 146_097);
  const dayOfPeriod = fromMarch - 146_097 * period;
  const leapDays =
    Math.floor(dayOfPeriod / 1460) - Math.floor(dayOfPeriod / 36_524) + Math.floor(dayOfPeriod / 146_096);
  const yearOfPeriod = Math.floor((dayOfPeriod - leapDays) / 365);
  const before = 365 * yearOfPeriod + Math.floor(yearOfPeriod / 4) - Math.floor(yearOfPeriod / 100);
  const dayOfYear = dayOfPeriod - before;
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = 400 * period + yearOfPeriod + (month <= 2 ? 1 : 0);
  const day = dayOfYear - daysBefore(marchMonth) + 1;
  return {
    year,
    month,
    day,
    yearDay: days - daysSince1970(year, 1, 1),
    daysInYear: isLeap(year) ? 366 : 365,
    weekday: (((days + 3) % 7) + 7) % 7,
    secondOfDay: seconds - days * DAY,
  };
}

/** Days that are remembered: a power of two. Each has one place, which the latest day with that place takes. */
const DAYS = 1 << 12;

/** Gives calendar dates, and remembers days: tables have many rows and few days. */
export class Calendar {
  readonly #days = new Float64Array(DAYS).fill(Number.NaN);
  readonly #dates: CalendarDate[] = new Array(DAYS);

  /** Valid until the next call. */
  dateOf(seconds: number): CalendarDate {
    const day = Math.floor(seconds / DAY);
    const place = day & (DAYS - 1);
    if (this.#days[place] !== day) {
      this.#days[place] = day;
      this.#dates[place] = calendarDate(day * DAY);
    }
    const date = this.#dates[place]!;
    date.secondOfDay = seconds - day * DAY;
    return date;
  }
}

/** Of a day that there is. */
export function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = daysBefore(month > 2 ? month - 3 : month + 9) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + dayOfYear - 719_468;
}

/** As daysSince1970; NaN when there is no such day. */
export function daysOfDate(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  const length = month === 2 && isLeap(year) ? 29 : MONTH_LENGTHS[month - 1]!;
  return day <= length ? daysSince1970(year, month, day) : Number.NaN;
}

/** The same date with day and month the other way round; both are 12 at most. */
export function swapDayAndMonth(seconds: number): number {
  const { year, month, day, secondOfDay } = calendarDate(seconds);
  return daysSince1970(year, day, month) * DAY + secondOfDay;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** The parts of a date that come round again. */
export const cyclicalFeatures = ['day of year', 'weekday', 'time of day'] as const;
export type CyclicalFeature = (typeof cyclicalFeatures)[number];

/** How far round its circle a part of the date is, from 0 to below 1. */
export function phase(date: CalendarDate, circle: CyclicalFeature): number {
  if (circle === 'day of year') return date.yearDay / date.daysInYear;
  return circle === 'weekday' ? date.weekday / 7 : date.secondOfDay / DAY;
}

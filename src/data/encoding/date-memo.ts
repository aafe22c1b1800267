/** The numbers of dates, remembered for all columns of a thread: tables have many rows and few dates. */

import { DATE_NUMBERS, putDateNumbers } from './encodings.ts';

/** Dates that are remembered: a power of two. Each has one place, which the latest date with that place takes. */
const DATES = 1 << 12;
const DAY = 86_400;

const known = new Float64Array(DATES).fill(Number.NaN);
/** (DATES, DATE_NUMBERS) */
export const dateNumbers = new Float64Array(DATES * DATE_NUMBERS);

/** Where the numbers of a date, given in seconds since 1970, begin in `dateNumbers`; valid until the next call. */
export function findDate(seconds: number): number {
  // Neighbouring days, and neighbouring seconds of a day, have different places.
  const place = (Math.floor(seconds) + Math.floor(seconds / DAY)) & (DATES - 1);
  const at = place * DATE_NUMBERS;
  if (known[place] !== seconds) {
    known[place] = seconds;
    putDateNumbers(seconds, dateNumbers, at);
  }
  return at;
}

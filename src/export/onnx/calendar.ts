/**
 * Converts seconds since 1970-01-01T00:00:00Z to parts of dates, by the steps of data/calendar.ts in int64. Integer
 * division rounds towards 0, so days are counted from a day long before all dates: the first of March 10001 BC, year
 * -10000, which begins a period of 400 years.
 */

import { daysSince1970 } from '../../data/tables/cells/calendar.ts';
import type { Graph } from './graph.ts';

const DAY = 86_400;
const FIRST_YEAR = -10_000;
const FIRST_DAY = daysSince1970(FIRST_YEAR, 3, 1);
/** Number of days of the first `years` years. */
const daysOf = (years: number) => daysSince1970(FIRST_YEAR + years, 3, 1) - FIRST_DAY;
const PERIOD = daysOf(400);
const CENTURY = daysOf(100);
/** Days of four years without the leap day, which comes last. */
const FOUR_YEARS = daysOf(4) - 1;
/** The weekday of the first day: 1970 began on a Thursday, and 0 is Monday. */
const FIRST_WEEKDAY = (((FIRST_DAY + 3) % 7) + 7) % 7;
/** Number of days from March to December. */
const FROM_MARCH = daysSince1970(FIRST_YEAR + 1, 1, 1) - FIRST_DAY;

/** Adds parts of dates to a graph when they are asked for. Methods return names of values. */
export class GraphCalendar {
  readonly #graph: Graph;
  readonly #seconds: string;
  readonly #missing: string;

  /** `seconds` are double. Values where `missing` is true are unspecified. */
  constructor(graph: Graph, seconds: string, missing: string) {
    this.#graph = graph;
    this.#seconds = seconds;
    this.#missing = missing;
  }

  /** int64 */
  year(): string {
    const period = this.#divide(this.#day(), PERIOD);
    return this.#add(this.#add(this.#multiply(period, 400), this.#calendarYear()), FIRST_YEAR);
  }

  /** int64, 1 to 12 */
  month(): string {
    return this.#add(this.#modulo(this.#add(this.#marchMonth(), 2), 12), 1);
  }

  /** double, like the week and the day: 0 on the first of January */
  yearTurn(): string {
    const fromJanuary = this.#add(this.#add(this.#dayOfYear(), 365 - FROM_MARCH), this.#leap());
    const daysInYear = this.#add(this.#leap(), 365);
    return this.#share(this.#double(this.#modulo(fromJanuary, daysInYear)), this.#double(daysInYear));
  }

  /** 0 on Monday */
  weekTurn(): string {
    const weekday = this.#modulo(this.#add(this.#day(), FIRST_WEEKDAY), 7);
    return this.#share(this.#double(weekday), this.#graph.doubles(7));
  }

  /** 0 at midnight */
  dayTurn(): string {
    const midnight = this.#double(this.#add(this.#multiply(this.#day(), DAY), FIRST_DAY * DAY));
    return this.#share(this.#graph.node('Sub', [this.#seconds, midnight]), this.#graph.doubles(DAY));
  }

  /** Days, counted from the first one in int64: so far from it double has no room for all fractions. */
  #day(): string {
    const floor = this.#graph.cast(this.#graph.node('Floor', [this.#seconds]), 'int64');
    const known = this.#graph.node('Where', [this.#missing, this.#graph.integers(0), floor]);
    return this.#divide(this.#subtract(known, FIRST_DAY * DAY), DAY);
  }

  #dayOfPeriod(): string {
    return this.#modulo(this.#day(), PERIOD);
  }

  #yearOfPeriod(): string {
    const day = this.#dayOfPeriod();
    const long = this.#subtract(this.#divide(day, FOUR_YEARS), this.#divide(day, CENTURY));
    const leapDays = this.#add(long, this.#divide(day, PERIOD - 1));
    return this.#divide(this.#subtract(day, leapDays), 365);
  }

  /** Day of the year that begins on the first of March. */
  #dayOfYear(): string {
    const year = this.#yearOfPeriod();
    const leapDays = this.#subtract(this.#divide(year, 4), this.#divide(year, 100));
    return this.#subtract(this.#dayOfPeriod(), this.#add(this.#multiply(year, 365), leapDays));
  }

  /** Month, counted from March. */
  #marchMonth(): string {
    return this.#divide(this.#add(this.#multiply(this.#dayOfYear(), 5), 2), 153);
  }

  /** Year within its period. January and February belong to the year after the one that began in March. */
  #calendarYear(): string {
    return this.#add(this.#yearOfPeriod(), this.#divide(this.#marchMonth(), 10));
  }

  /** 1 or 0 */
  #leap(): string {
    const [four, hundred, all] = [4, 100, 400].map(years => {
      const rest = this.#modulo(this.#calendarYear(), years);
      return this.#graph.cast(this.#graph.node('Equal', [rest, this.#graph.integers(0)]), 'int64');
    });
    return this.#add(this.#subtract(four!, hundred!), all!);
  }

  #double(value: string): string {
    return this.#graph.cast(value, 'double');
  }

  #share(value: string, of: string): string {
    return this.#graph.node('Div', [value, of]);
  }

  #add(a: string, b: string | number): string {
    return this.#integer('Add', a, b);
  }

  #subtract(a: string, b: string | number): string {
    return this.#integer('Sub', a, b);
  }

  #multiply(a: string, b: number): string {
    return this.#integer('Mul', a, b);
  }

  #divide(a: string, b: number): string {
    return this.#integer('Div', a, b);
  }

  #modulo(a: string, b: string | number): string {
    return this.#integer('Mod', a, b);
  }

  #integer(operator: string, a: string, b: string | number): string {
    return this.#graph.node(operator, [a, typeof b === 'number' ? this.#graph.integers(b) : b]);
  }
}

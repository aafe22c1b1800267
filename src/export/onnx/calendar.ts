/**
 * Seconds since 1970-01-01T00:00:00Z as parts of dates, by the steps of data/calendar.ts in int64. Integer division cuts
 * towards 0, so days are counted from one that is long before all dates: the first of March 10001 BC, year -10000, with which a
 * period of 400 years begins.
 */

import { daysSince1970 } from '../../data/calendar.ts';
import type { Graph } from './graph.ts';

const DAY = 86_400;
/** Days of 400 years, and of fewer. */
const PERIOD = 146_097;
const CENTURY = 36_524;
const FOUR_YEARS = 1460;
const FIRST_YEAR = -10_000;
const FIRST_DAY = daysSince1970(FIRST_YEAR, 3, 1);
/** 1970 began on a Thursday, and 0 is Monday. */
const FIRST_WEEKDAY = (((FIRST_DAY + 3) % 7) + 7) % 7;
/** Days of March to December. */
const FROM_MARCH = 306;

/** Names of values, which come into the graph when they are asked for. */
export interface GraphCalendar {
  /** int64 */
  readonly year: () => string;
  /** int64, 1 to 12 */
  readonly month: () => string;
  /** double, 0 on the first of January */
  readonly yearTurn: () => string;
  /** double, 0 on Monday */
  readonly weekTurn: () => string;
  /** double, 0 at midnight */
  readonly dayTurn: () => string;
}

/** Of `seconds`, double. Those that are `missing` become something that nobody needs. */
export function calendarOf(graph: Graph, seconds: string, missing: string): GraphCalendar {
  const int = integers(graph);
  const shifted = once(() => graph.node('Sub', [seconds, graph.doubles(FIRST_DAY * DAY)]));
  const day = once(() => {
    const whole = graph.node('Where', [missing, graph.wholes(0), graph.cast(shifted(), 'int64')]);
    return int.divide(whole, DAY);
  });
  const dayOfPeriod = once(() => int.modulo(day(), PERIOD));
  const yearOfPeriod = once(() => {
    const of = dayOfPeriod();
    const long = int.subtract(int.divide(of, FOUR_YEARS), int.divide(of, CENTURY));
    const leapDays = int.add(long, int.divide(of, PERIOD - 1));
    return int.divide(int.subtract(of, leapDays), 365);
  });
  /** From the first of March. */
  const dayOfYear = once(() => {
    const of = yearOfPeriod();
    const leapDays = int.subtract(int.divide(of, 4), int.divide(of, 100));
    return int.subtract(dayOfPeriod(), int.add(int.multiply(of, 365), leapDays));
  });
  /** From March. */
  const marchMonth = once(() => int.divide(int.add(int.multiply(dayOfYear(), 5), 2), 153));
  /** In January and February the year is the one after that which began in March. */
  const calendarYear = once(() => int.add(yearOfPeriod(), int.divide(marchMonth(), 10)));
  const leap = once(() => {
    const [four, hundred, all] = [4, 100, 400].map(years => int.isDivisible(calendarYear(), years));
    return int.add(int.subtract(four!, hundred!), all!);
  });
  const daysInYear = once(() => int.add(leap(), 365));
  const yearDay = once(() => {
    const fromJanuary = int.add(int.add(dayOfYear(), 365 - FROM_MARCH), leap());
    return graph.node('Mod', [fromJanuary, daysInYear()]);
  });
  const asDouble = (value: string) => graph.cast(value, 'double');
  const share = (value: string, of: string) => graph.node('Div', [value, of]);
  return {
    year: once(() => {
      const period = int.divide(day(), PERIOD);
      return int.add(int.add(int.multiply(period, 400), calendarYear()), FIRST_YEAR);
    }),
    month: once(() => int.add(int.modulo(int.add(marchMonth(), 2), 12), 1)),
    yearTurn: once(() => share(asDouble(yearDay()), asDouble(daysInYear()))),
    weekTurn: once(() => share(asDouble(int.modulo(int.add(day(), FIRST_WEEKDAY), 7)), graph.doubles(7))),
    dayTurn: once(() => {
      const midnight = asDouble(int.multiply(day(), DAY));
      return share(graph.node('Sub', [shifted(), midnight]), graph.doubles(DAY));
    }),
  };
}

/** Arithmetic in int64, of values and numbers. */
function integers(graph: Graph) {
  const operation = (operator: string) => (a: string, b: string | number) =>
    graph.node(operator, [a, typeof b === 'number' ? graph.wholes(b) : b]);
  const modulo = operation('Mod');
  return {
    add: operation('Add'),
    subtract: operation('Sub'),
    multiply: operation('Mul'),
    divide: operation('Div'),
    modulo,
    /** 1 or 0 */
    isDivisible: (a: string, by: number) => graph.cast(graph.node('Equal', [modulo(a, by), graph.wholes(0)]), 'int64'),
  };
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

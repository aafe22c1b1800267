/**
 * What varies among the dates of some rows, and by how much. Deviations need the means first, so dates that vary are visited
 * twice; in exchange nothing is kept of each row.
 */

import { type Block, numbersOf } from '../../tables/blocks/block.ts';
import {
  type Calendar,
  type CalendarDate,
  type CyclicalFeature,
  cyclicalFeatures,
  phase,
  swapDayAndMonth,
} from '../../tables/cells/calendar.ts';
import type { Column } from '../../tables/columns.ts';
import { swapsDays } from '../../tables/gather.ts';

export interface DateFacts {
  /** Rows with a date. */
  readonly present: number;
  readonly missing: number;
  /** Mean and standard deviation of the year and the month (divided by N); null where all rows have the same. */
  readonly scales: Readonly<Record<'year' | 'month', { readonly mean: number; readonly deviation: number } | null>>;
  /** Points on a circle that are not the same in all rows; where all dates are the first of a month, without the weekday. */
  readonly varying: ReadonlySet<CyclicalFeature>;
}

/** Of the year or the month: sums of whole numbers, exact in any order, and of squares in the order of the rows. */
class Part {
  first = 0;
  varies = false;
  sum = 0;
  squares = 0;

  add(value: number): void {
    this.sum += value;
    if (value !== this.first) this.varies = true;
  }

  scale(count: number): { mean: number; deviation: number } | null {
    return this.varies ? { mean: this.sum / count, deviation: Math.sqrt(this.squares / count) } : null;
  }
}

export class DateGatherer {
  readonly index: number;
  readonly #column: Column;
  readonly #rows: number;
  readonly #calendar: Calendar;
  readonly #year = new Part();
  readonly #month = new Part();
  #present = 0;
  #first: CalendarDate | null = null;
  /** All dates so far are the first day of a month. */
  #areMonths = true;
  /** Points on a circle that were the same in all rows so far. */
  #constant: readonly CyclicalFeature[] = cyclicalFeatures;

  /** For a number of rows in all. Columns share the calendar, which has most days once it is known from one. */
  constructor(column: Column, rows: number, calendar: Calendar) {
    this.#calendar = calendar;
    this.index = column.index;
    this.#column = column;
    this.#rows = rows;
  }

  add(block: Block, local: Int32Array): void {
    const swap = swapsDays(block, this.#column);
    const numberOf = numbersOf(block, this.index);
    for (let n = 0; n < local.length; n++) {
      const read = numberOf(local[n]!);
      if (Number.isNaN(read)) continue;
      const date = this.#calendar.dateOf(swap ? swapDayAndMonth(read) : read);
      if (this.#first === null) {
        this.#first = { ...date };
        this.#year.first = date.year;
        this.#month.first = date.month;
      }
      this.#present++;
      this.#year.add(date.year);
      this.#month.add(date.month);
      this.#areMonths &&= date.day === 1 && date.secondOfDay === 0;
      if (this.#constant.length > 0) this.#compare(date, this.#first);
    }
  }

  #compare(date: CalendarDate, first: CalendarDate): void {
    for (const circle of this.#constant) {
      if (phase(date, circle) !== phase(first, circle)) this.#constant = this.#constant.filter(each => each !== circle);
    }
  }

  /** Whether the year or the month varies, so that the same rows are to be given to `addSquares`. */
  get varies(): boolean {
    return this.#year.varies || this.#month.varies;
  }

  addSquares(block: Block, local: Int32Array): void {
    const [years, months] = [this.#year, this.#month];
    const [meanYear, meanMonth] = [years.sum / this.#present, months.sum / this.#present];
    const swap = swapsDays(block, this.#column);
    const numberOf = numbersOf(block, this.index);
    for (let n = 0; n < local.length; n++) {
      const read = numberOf(local[n]!);
      if (Number.isNaN(read)) continue;
      const { year, month } = this.#calendar.dateOf(swap ? swapDayAndMonth(read) : read);
      years.squares += (year - meanYear) ** 2;
      months.squares += (month - meanMonth) ** 2;
    }
  }

  facts(): DateFacts {
    return {
      present: this.#present,
      missing: this.#rows - this.#present,
      scales: { year: this.#year.scale(this.#present), month: this.#month.scale(this.#present) },
      // Dates that stand for months fall on any weekday.
      varying: new Set(
        cyclicalFeatures.filter(
          circle => !this.#constant.includes(circle) && !(this.#areMonths && circle === 'weekday'),
        ),
      ),
    };
  }
}

/**
 * What varies among the dates of some rows, and by how much. Deviations need the means first, so dates that vary are visited
 * twice; in exchange nothing is kept of each row.
 */

import { type Block, numberAt } from '../../tables/blocks/block.ts';
import {
  type CalendarDate,
  type Circle,
  calendarDate,
  circles,
  swapDayAndMonth,
  turn,
} from '../../tables/cells/calendar.ts';
import type { Column } from '../../tables/columns.ts';
import { swapsDays } from '../../tables/gather.ts';

export interface DateFacts {
  /** Rows with a date. */
  readonly present: number;
  readonly missing: number;
  /** Mean and standard deviation of the year and the month (divided by N); null where all rows have the same. */
  readonly scales: Readonly<Record<'year' | 'month', { readonly mean: number; readonly deviation: number } | null>>;
  /** Points on a circle that are not the same in all rows. */
  readonly varying: ReadonlySet<Circle>;
}

/** Sums of whole numbers, exact in any order; and of their squared distances from the mean, in the order of the rows. */
class Part {
  readonly name: 'year' | 'month';
  sum = 0;
  squares = 0;
  varies = false;

  constructor(name: 'year' | 'month') {
    this.name = name;
  }
}

export class DateGatherer {
  readonly index: number;
  readonly #column: Column;
  readonly #rows: number;
  readonly #parts = [new Part('year'), new Part('month')];
  readonly #varying = new Set<Circle>();
  #present = 0;
  #first: CalendarDate | null = null;

  /** For a number of rows in all. */
  constructor(column: Column, rows: number) {
    this.index = column.index;
    this.#column = column;
    this.#rows = rows;
  }

  add(block: Block, local: Int32Array): void {
    this.#visit(block, local, date => {
      this.#first ??= date;
      const first = this.#first;
      this.#present++;
      for (const part of this.#parts) {
        part.sum += date[part.name];
        if (date[part.name] !== first[part.name]) part.varies = true;
      }
      if (this.#varying.size === circles.length) return;
      for (const circle of circles) if (turn(date, circle) !== turn(first, circle)) this.#varying.add(circle);
    });
  }

  /** Whether the year or the month varies, so that the same rows are to be given to `addSquares`. */
  get varies(): boolean {
    return this.#parts.some(part => part.varies);
  }

  addSquares(block: Block, local: Int32Array): void {
    const [years, months] = this.#parts as [Part, Part];
    const [year, month] = [years.sum / this.#present, months.sum / this.#present];
    this.#visit(block, local, date => {
      years.squares += (date.year - year) ** 2;
      months.squares += (date.month - month) ** 2;
    });
  }

  facts(): DateFacts {
    const present = this.#present;
    const [year, month] = this.#parts.map(({ varies, sum, squares }) =>
      varies ? { mean: sum / present, deviation: Math.sqrt(squares / present) } : null,
    );
    return { present, missing: this.#rows - present, scales: { year: year!, month: month! }, varying: this.#varying };
  }

  /** The dates of some rows of a block, without the missing ones. */
  #visit(block: Block, local: Int32Array, visit: (date: CalendarDate) => void): void {
    const swap = swapsDays(block, this.#column);
    for (let n = 0; n < local.length; n++) {
      const read = numberAt(block, local[n]!, this.index);
      if (!Number.isNaN(read)) visit(calendarDate(swap ? swapDayAndMonth(read) : read));
    }
  }
}

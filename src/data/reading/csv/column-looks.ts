/** What the cells of each column look like, in rows that are known to be rows: what a line below the table is held against. */

import { hintOf, isDate } from '../../tables/cells/cell-numbers.ts';
import type { TextRecord } from './records.ts';

/** Figures are texts with a digit in each: $5, 07:30, id7. */
export type Look = 'number' | 'date' | 'figures' | 'text' | 'empty';

/** Whether a cell is one, in whatever way it is written. */
export function isNumberLike(cell: string): boolean {
  return hintOf(cell.trim(), false) !== null;
}

/** Whether a cell is a number or a date. */
export function isValue(cell: string): boolean {
  return isNumberLike(cell) || isDate(cell.trim());
}

export class ColumnLooks {
  readonly #rows: readonly TextRecord[];
  readonly #missing: ReadonlySet<string>;
  readonly #share: number;
  readonly #looks = new Map<number, Look>();

  /** `missing` are words for a missing cell; an empty cell is missing too. `share` of the cells of a column are to be alike. */
  constructor(rows: readonly TextRecord[], missing: ReadonlySet<string>, share = 1) {
    this.#rows = rows;
    this.#share = share;
    this.#missing = missing;
  }

  get rows(): number {
    return this.#rows.length;
  }

  /** The cells of a record that are not missing, by column. */
  present({ fields }: TextRecord): [column: number, cell: string][] {
    return [...fields.entries()].filter(([, cell]) => cell.trim() !== '' && !this.#missing.has(cell.trim()));
  }

  lookOf(column: number): Look {
    let look = this.#looks.get(column);
    if (look === undefined) {
      look = lookOfAll(
        this.#rows.map(({ fields }) => fields[column] ?? '').filter(cell => !this.#isMissing(cell)),
        this.#share,
      );
      this.#looks.set(column, look);
    }
    return look;
  }

  /** Whether a cell is such as the column holds; null where the column holds any text. */
  fits(column: number, cell: string): boolean | null {
    const look = this.lookOf(column);
    if (look === 'text' || look === 'empty') return null;
    if (look === 'figures') return /\d/.test(cell) ? null : false;
    return isValue(cell);
  }

  /** The characters of the longest cell. */
  longest(column: number): number {
    return this.#rows.reduce((most, { fields }) => Math.max(most, fields[column]?.length ?? 0), 0);
  }

  /** Whether some row has no more than so many cells. */
  hasRowOf(cells: number): boolean {
    return this.#rows.some(row => row.fields.filter(cell => cell.trim() !== '').length <= cells);
  }

  #isMissing(cell: string): boolean {
    return cell.trim() === '' || this.#missing.has(cell.trim());
  }
}

function lookOfAll(cells: readonly string[], share: number): Look {
  if (cells.length === 0) return 'empty';
  const are = (look: (cell: string) => boolean) => cells.filter(look).length >= share * cells.length;
  if (are(isNumberLike)) return 'number';
  if (are(isValue)) return 'date';
  return are(cell => /\d/.test(cell)) ? 'figures' : 'text';
}

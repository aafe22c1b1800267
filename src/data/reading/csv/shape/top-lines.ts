/** What the lines at the top of a text say of themselves, by the body below: names, rows, titles or sentences. */

import type { Head } from '../../input/text.ts';
import { type Body, filled } from './body.ts';
import { type CellLook, isDay } from './cell-look.ts';
import { isMarked } from './header-rows.ts';
import type { Line } from './line.ts';
import { areUnits } from './units.ts';

/** What a record at the top says of itself. */
type Look = 'nothing' | 'words' | 'values' | 'neutral';

/** Of values that a row has typically, in one that begins the body. */
const DENSE = 0.75;
/** Signs that a line is a header and no row, without which an earlier line goes before it. */
export const CONVINCING = 2;
/** Of a table without a header, below other lines. */
export const MIN_ROWS = 3;

/** Lines in which a word that comes again is a cell of rows. */
const NEAR = 4;

/** How Eurostat says what the first column holds, below the years. */
const LABEL_KIND = /\((?:labels|codes)\)$/i;

export class TopLines {
  readonly #head: Head;
  readonly #records: readonly Line[];
  readonly #body: Body;
  readonly #looks: Look[] = [];

  constructor(head: Head, records: readonly Line[], body: Body) {
    this.#head = head;
    this.#records = records;
    this.#body = body;
  }

  /** What a record says of itself, found when it is asked for. */
  look(at: number): Look | undefined {
    const record = this.#records[at];
    if (record !== undefined) this.#looks[at] ??= this.#lookOf(record);
    return this.#looks[at];
  }

  #lookOf({ fields }: Line): Look {
    const { valued, look } = this.#body;
    if (fields.every(field => field === '')) return 'nothing';
    const [values, words] = [this.count(fields, 'value'), this.count(fields, 'word')];
    if (values === 0 && words === 0) return 'neutral';
    if (values !== words) return words > values ? 'words' : 'values';
    return valued.map(column => look(fields[column] ?? '')).find(cell => cell !== 'empty') === 'word'
      ? 'words'
      : 'values';
  }

  /** How many cells look so, in the columns of values. */
  count(fields: readonly string[], wanted: CellLook): number {
    const { valued, look } = this.#body;
    return valued.reduce((count, column) => count + (look(fields[column] ?? '') === wanted ? 1 : 0), 0);
  }

  /** Whether a record is a row with nearly all of its values. */
  isDense(at: number): boolean {
    const { fields } = this.#records[at]!;
    const { width, typicalValues } = this.#body;
    if (this.look(at) !== 'values' || fields.length !== width || this.isDated(at)) return false;
    return this.count(fields, 'value') >= DENSE * typicalValues;
  }

  /** Whether a line has a word where the rows have values, and a day where they have numbers: it is a setting. */
  isDated(at: number): boolean {
    const { fields } = this.#records[at]!;
    return this.#body.numbers.some(column => isDay(fields[column] ?? '')) && this.count(fields, 'word') > 0;
  }

  /** Whether all values of a line are years, its other cells are empty, and the line above leaves columns without a name. */
  areYearsBelowNames(at: number): boolean {
    const [upper, record] = [this.#records[at - 1], this.#records[at]!];
    const { isValued } = this.#body;
    const isBare = record.fields.every((cell, column) => isValued[column] || cell.trim() === '');
    if (upper === undefined || !isBare || !this.areYears(at) || this.areYears(at + 1)) return false;
    return this.look(at - 1) !== 'values' && upper.fields.length === record.fields.length && hasGap(upper, record);
  }

  /** Whether a line below years has no value and names what the first columns hold: no row below is without values. */
  areLabelsBelowYears(at: number): boolean {
    const [years, labels, ...rows] = this.#records.slice(at - 1);
    if (labels === undefined || rows.length < MIN_ROWS || !this.areYears(at - 1) || this.look(at) !== 'neutral')
      return false;
    const columns = [...labels.fields.keys()].filter(column => labels.fields[column] !== '');
    const isNew = columns.every(column => rows.every(({ fields }) => fields[column] !== labels.fields[column]));
    const isName = columns.some(column => years!.fields[column] === '' || LABEL_KIND.test(labels.fields[column]!));
    return isNew && isName && rows.every((_, next) => this.look(at + 1 + next) === 'values');
  }

  /** Whether a line has nothing but units, several of them, where the rows have values. */
  areUnits(at: number): boolean {
    const record = this.#records[at];
    return record !== undefined && areUnits(record.fields) && this.count(record.fields, 'word') > 1;
  }

  /** How many words say that a line is no row: such as stand among values, or in no other row; less what could be one. */
  evidence(at: number): number {
    const [record, { categories, isValued, look }] = [this.#records[at]!, this.#body];
    const { fields } = record;
    const cells = fields.map(cell => cell.trim());
    const isNew = (column: number) => categories[column] != null && !categories[column].has(fields[column]!);
    const words = cells.filter((cell, column) =>
      isValued[column] ? look(cell) === 'word' && !this.#isRepeated(at, column) : cell !== '' && isNew(column),
    );
    const known = cells.filter((cell, column) => cell !== '' && categories[column] != null && !isNew(column));
    const apart = at > 0 && this.#records[at - 1]!.nextLine < record.line;
    const isOther = apart || (fields.length > 1 && areUnits(fields)) || isMarked(record);
    const values = this.count(fields, 'value');
    return new Set(words).size - known.length - values + (isOther ? CONVINCING + 1 : 0);
  }

  /** Whether a line nearby has the same cell in a column. */
  #isRepeated(at: number, column: number): boolean {
    const cell = this.#records[at]!.fields[column]!;
    const near = [...this.#records.slice(Math.max(0, at - NEAR), at), ...this.#records.slice(at + 1, at + 1 + NEAR)];
    return near.some(({ fields }) => fields[column] === cell);
  }

  /** Whether a line names all columns, in other words each. */
  isComplete(at: number): boolean {
    const record = this.#records[at]!;
    const names = used(this.#body, record.fields);
    if (isMarked(record) || this.isProse(record) || names.some(name => /[:=]$/.test(name))) return false;
    if (this.#body.width === 1 && isTitle(record)) return false;
    return (
      record.fields.length === this.#body.width &&
      names.every(name => name !== '') &&
      new Set(names).size === names.length
    );
  }

  /** Whether a line is a sentence with commas, which rows do not have. */
  isProse(record: Line): boolean {
    const last = this.#records.at(-1)!;
    const spaced = (of: Line) => {
      const parts = this.#head.bytes
        .toString('utf8', of.begin, of.end)
        .trimEnd()
        .split(/[,;|:]/)
        .slice(1)
        .filter(part => part !== '');
      return parts.length > 0 && parts.every(part => part.startsWith(' '));
    };
    return record.fields.length > 1 && spaced(record) && !spaced(last);
  }

  /** Whether all values of a line are years, of which each is after the one before, or each before it. */
  areYears(at: number): boolean {
    const { valued, look } = this.#body;
    const cells = valued.map(column => this.#records[at]?.fields[column] ?? '').filter(cell => look(cell) !== 'empty');
    const steps = cells.slice(1).map((cell, next) => Math.sign(Number(cell) - Number(cells[next])));
    const isOneWay = steps.length > 0 && steps[0] !== 0 && steps.every(step => step === steps[0]);
    return isOneWay && cells.every(cell => /^(?:19|20)\d\d$/.test(cell));
  }

  /** Whether a record has words in all columns but some that always hold something, and no record below has one of them. */
  hasNewCells(at: number): boolean {
    const { fields } = this.#records[at]!;
    const { used: columns, always, look } = this.#body;
    const others = this.#records.slice(at + 1);
    return (
      others.length >= MIN_ROWS &&
      columns.length > 2 &&
      filled(this.#records[at]!) >= columns.length - 1 &&
      columns.every(column => {
        const cell = fields[column]!;
        if (cell === '') return always.includes(column);
        return look(cell) === 'word' && others.every(({ fields: cells }) => cells[column] !== cell);
      })
    );
  }

  /** Whether a line is a title, or marked as a comment. */
  isComment(at: number): boolean {
    return isTitle(this.#records[at]!) || isMarked(this.#records[at]!);
  }

  /** Whether a line has the mark of a comment as a field of its own, and as many others as there are columns. */
  isMarkedField(at: number): boolean {
    const { fields } = this.#records[at]!;
    return fields.length === this.#body.width + 1 && isMarked(this.#records[at]!) && /^\W+$/.test(fields[0]!);
  }
}

/** Whether a line has an empty cell above one that is not. */
function hasGap(upper: Line, lower: Line): boolean {
  return filled(upper) > 0 && lower.fields.some((cell, column) => cell.trim() !== '' && upper.fields[column] === '');
}

export function used(body: Body, fields: readonly string[]): string[] {
  return body.used.map(column => fields[column] ?? '');
}

/** Whether the only cell of a line is more than a name. */
export function isTitle({ fields }: Line): boolean {
  const text = fields.find(field => field !== '') ?? '';
  return text.includes(' ') || text.length > 20;
}

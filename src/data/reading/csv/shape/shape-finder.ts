/** The search for the first line of a table: what the lines at the top of a text say of themselves, by the body below. */

import type { Head } from '../../input/text.ts';
import { type Body, filled } from './body.ts';
import type { CellLook } from './cell-look.ts';
import { firstHeaderRow, isMarked, joinHeader } from './header-rows.ts';
import type { Line } from './line.ts';
import { areUnits } from './units.ts';

export interface TableShape {
  /** Records above the table. */
  readonly above: number;
  /** Null where the first record of the table decides by itself whether it is a header. */
  readonly headerRows: number | null;
}

/** Whether the first of some records is a header. */
export type IsHeader = (records: readonly Line[]) => boolean;

/** What a record at the top says of itself. */
type Look = 'nothing' | 'words' | 'values' | 'neutral';

export const PLAIN: TableShape = { above: 0, headerRows: null };
/** Of records below that must have about as many fields as the table. */
const NEARLY_ALL = 0.9;
/** Of values that a row has typically, in one that begins the body. */
const DENSE = 0.75;
/** Signs that a line is a header and no row, without which an earlier line goes before it. */
const CONVINCING = 2;
/** Of a table without a header, below other lines. */
const MIN_ROWS = 3;
/** Records at the top that may hold the numbers above names, and the names. */
const MAX_NUMBERED = 4;
const MAX_NOTES = 5;
const MAX_ABOVE_BLANK = 30;

export class ShapeFinder {
  readonly #head: Head;
  readonly #records: readonly Line[];
  readonly #body: Body;
  readonly #isHeader: IsHeader;
  readonly #looks: Look[] = [];

  constructor(head: Head, records: readonly Line[], body: Body, isHeader: IsHeader) {
    this.#head = head;
    this.#records = records;
    this.#body = body;
    this.#isHeader = isHeader;
  }

  /** Whether what is left is one table: a header and a row, or two below a header of another width, or three rows. */
  isTable({ above, headerRows }: TableShape): boolean {
    if (above === 0) return true;
    const rows = this.#records.slice(above + (headerRows ?? 0));
    const { width } = this.#body;
    const isAlike = ({ fields }: Line) => fields.length >= Math.min(2, width) && fields.length >= width / 2;
    // What stands below the table is another matter.
    for (let notes = 0; this.#head.complete && notes < MAX_NOTES && rows.length > 0 && !isAlike(rows.at(-1)!); notes++)
      rows.pop();
    const alike = rows.filter(isAlike);
    const isWide = this.#records[above + (headerRows ?? 1) - 1]!.fields.length === width;
    const enough = headerRows === null ? MIN_ROWS - Number(this.#isHeader(rows)) : isWide ? 1 : 2;
    return rows.length >= enough && alike.length >= NEARLY_ALL * rows.length;
  }

  /** The shape of a table that has columns of values. */
  aboveValues(): TableShape {
    const dense = this.#records.findIndex((_, at) => this.#isDense(at));
    if (dense < 0) return PLAIN;
    return (
      this.#questionsAbove() ??
      this.#headerAbove(dense) ??
      this.#numbersAbove(dense) ??
      this.#headerBehindRows(dense) ??
      this.#noHeaderAbove(dense)
    );
  }

  /** The shape of a table of words. Only what has no header's form is above it. */
  aboveWords(): TableShape {
    const records = this.#records;
    const { width, minFilled, used } = this.#body;
    let above = 0;
    let padded = false;
    for (; above < records.length - 1; above++) {
      const record = records[above]!;
      const [fields, cells] = [record.fields.length, filled(record)];
      if (width === 1 || (cells > 1 && (fields === width || fields === width - 1 || fields > width))) break;
      if (fields === width && cells === 1 && width < 3) break;
      padded ||= fields === width && cells > 0;
    }
    const groups = this.#groupsAbove(above);
    if (groups !== null) return groups;
    if (above === 0) return PLAIN;
    const first = records[above]!;
    const certain = first.fields.length === width && filled(first) >= used.length - 1;
    if (!certain || (padded && (minFilled <= 1 || !this.#isHeader(records.slice(above))))) return PLAIN;
    return { above, headerRows: null };
  }

  /** A header right above the first row of values, which is at `dense`. */
  #headerAbove(dense: number): TableShape | null {
    const candidates = this.#candidates(dense);
    const [nearest] = candidates;
    if (nearest === undefined) return null;
    const [, earlier] = candidates;
    if (this.#body.width === 1 && candidates.slice(1).some(at => !this.#isComment(at))) return PLAIN;
    // A row of two columns may have a word in each.
    const enough = CONVINCING + (this.#body.width > 2 ? 0 : 1);
    if (earlier === undefined || this.#evidence(nearest) >= enough) return this.#headerEndingAt(nearest);
    const between = this.#records.slice(earlier + 1, nearest).some((_, at) => this.#look(earlier + 1 + at) === 'words');
    return this.#headerEndingAt(candidates.length === 2 && !between && this.#isComplete(earlier) ? earlier : nearest);
  }

  /** Lines that may be the last of the header, from below. */
  #candidates(dense: number): number[] {
    const { width } = this.#body;
    const words = this.#records.slice(0, dense).flatMap(({ fields }, at) => {
      const fits = fields.length === width || (width > 2 && fields.length === width - 1) || this.#marked(at);
      const [values, others] = [this.#count(fields, 'value'), this.#count(fields, 'word')];
      return this.#look(at) === 'words' && fits && others >= 2 * values ? [at] : [];
    });
    return words.reverse();
  }

  /** Whether a line has the mark of a comment as a field of its own, and as many others as there are columns. */
  #marked(at: number): boolean {
    const { fields } = this.#records[at]!;
    return fields.length === this.#body.width + 1 && isMarked(this.#records[at]!) && /^\W+$/.test(fields[0]!);
  }

  /** Whether a line is a title, or marked as a comment. */
  #isComment(at: number): boolean {
    return isTitle(this.#records[at]!) || isMarked(this.#records[at]!);
  }

  #headerEndingAt(last: number): TableShape | null {
    const records = this.#records;
    const first = firstHeaderRow(records, last, this.#body, record => this.#isProse(record));
    const { names } = joinHeader(records.slice(first, last + 1).map(({ fields }) => fields));
    const named = names.filter(name => name !== '').length;
    const { used } = this.#body;
    if (named < used.length / 2 || (named < 2 && used.length > (first > 0 ? 1 : 2))) return null;
    const headerRows = last - first + 1;
    return { above: first, headerRows: first === 0 && headerRows === 1 ? null : headerRows };
  }

  /** Numbers above names, such as years above months: without them the names are not all different. */
  #numbersAbove(dense: number): TableShape | null {
    const rows = this.#records.slice(0, MAX_NUMBERED).map(({ fields }) => fields);
    const names = rows.findIndex((fields, at) => this.#look(at) === 'words' && fields.length === this.#body.width);
    if (dense > 0 || names < 1) return null;
    const alone = used(this.#body, rows[names]!);
    const joined = used(this.#body, joinHeader(rows.slice(0, names + 1)).names);
    const helps = new Set(alone).size < alone.length && new Set(joined).size === joined.length;
    return helps ? { above: 0, headerRows: names + 1 } : null;
  }

  /** Questions of a survey above their possible answers, in the first two records: together they name all columns. */
  #questionsAbove(): TableShape | null {
    const [questions, answers] = this.#records;
    const { width, always } = this.#body;
    if (questions!.fields.length !== width || answers!.fields.length !== width) return null;
    const blank = used(this.#body, questions!.fields).filter(name => name === '').length;
    const isRow = always.every(column => answers!.fields[column] !== '');
    if (isRow || filled(questions!) < 2 || (blank < 2 && !this.#hasNewCells(1))) return null;
    const joined = used(this.#body, joinHeader([questions!.fields, answers!.fields]).names);
    return joined.includes('') ? null : { above: 0, headerRows: 2 };
  }

  /** Whether a record has words in all columns but some that always hold something, and no record below has one of them. */
  #hasNewCells(at: number): boolean {
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

  /** A header below settings that look like rows, apart from them by an empty line. */
  #headerBehindRows(dense: number): TableShape | null {
    const records = this.#records;
    if (this.#look(0) === 'words' && this.#isComplete(0)) return null;
    const end = Math.min(dense + MAX_ABOVE_BLANK, records.length >> 1);
    for (let at = dense + 1; at <= end; at++) {
      const isApart = records[at - 1]!.nextLine < records[at]!.line || this.#look(at - 1) === 'nothing';
      if (isApart && this.#look(at) === 'words' && this.#isComplete(at) && this.#look(at + 1) === 'values') {
        return this.#headerEndingAt(at);
      }
    }
    return null;
  }

  /** Lines that cannot be rows above a table without a header, or with one that looks like a row. */
  #noHeaderAbove(dense: number): TableShape {
    const records = this.#records;
    const { width } = this.#body;
    let above = 0;
    let neutral = false;
    for (; above < dense; above++) {
      const record = records[above]!;
      const cells = filled(record);
      const other = record.fields.length !== width && record.fields.length !== width - 1;
      const title = width > 2 && cells <= width / 2;
      if (!other && !title && this.#look(above) !== 'words') break;
      neutral ||= !other && cells > 0 && this.#look(above) === 'neutral';
    }
    const [first] = records;
    if (this.#areYears(above) && !this.#areYears(above + 1)) {
      return this.#headerEndingAt(above) ?? { above, headerRows: 1 };
    }
    const isNamed = this.#isComplete(above) && this.#isHeader(records.slice(above));
    if (above > 0 && isNamed) return this.#headerEndingAt(above) ?? PLAIN;
    // A short or long header is refused with what to do.
    if (above === 1 && first!.fields.length > 1 && filled(first!) > 1 && !this.#isProse(first!)) return PLAIN;
    if (above === 1 && width > 1 && filled(first!) === 1 && first!.fields.length === width && !isTitle(first!))
      return PLAIN;
    if (neutral) return PLAIN;
    return { above, headerRows: null };
  }

  /** Whether all values of a line are years, of which each is after the one before, or each before it. */
  #areYears(at: number): boolean {
    const { valued, look } = this.#body;
    const cells = valued.map(column => this.#records[at]?.fields[column] ?? '').filter(cell => look(cell) !== 'empty');
    const steps = cells.slice(1).map((cell, next) => Math.sign(Number(cell) - Number(cells[next])));
    const isOneWay = steps.length > 0 && steps[0] !== 0 && steps.every(step => step === steps[0]);
    return isOneWay && cells.every(cell => /^(?:19|20)\d\d$/.test(cell));
  }

  /** A row of groups above names, in a table of words. */
  #groupsAbove(at: number): TableShape | null {
    const [upper, lower] = [this.#records[at], this.#records[at + 1]];
    if (upper === undefined || lower === undefined || this.#records.length < at + 4) return null;
    const { width, used: columns, minFilled } = this.#body;
    if (upper.fields.length !== width || lower.fields.length !== width) return null;
    if (filled(upper) < 2 || filled(upper) >= columns.length || filled(lower) < columns.length) return null;
    if (minFilled <= filled(upper) || new Set(lower.fields).size === width) return null;
    const joined = joinHeader([upper.fields, lower.fields]).names;
    return new Set(joined).size === width ? { above: at, headerRows: 2 } : null;
  }

  /** What a record says of itself, found when it is asked for. */
  #look(at: number): Look | undefined {
    const record = this.#records[at];
    if (record !== undefined) this.#looks[at] ??= this.#lookOf(record);
    return this.#looks[at];
  }

  #lookOf({ fields }: Line): Look {
    const { valued, look } = this.#body;
    if (fields.every(field => field === '')) return 'nothing';
    const [values, words] = [this.#count(fields, 'value'), this.#count(fields, 'word')];
    if (values === 0 && words === 0) return 'neutral';
    if (values !== words) return words > values ? 'words' : 'values';
    return valued.map(column => look(fields[column] ?? '')).find(cell => cell !== 'empty') === 'word'
      ? 'words'
      : 'values';
  }

  /** How many cells look so, in the columns of values. */
  #count(fields: readonly string[], wanted: CellLook): number {
    const { valued, look } = this.#body;
    return valued.reduce((count, column) => count + (look(fields[column] ?? '') === wanted ? 1 : 0), 0);
  }

  /** Whether a record is a row with nearly all of its values. */
  #isDense(at: number): boolean {
    const { fields } = this.#records[at]!;
    const { width, typicalValues } = this.#body;
    if (this.#look(at) !== 'values' || fields.length !== width) return false;
    return this.#count(fields, 'value') >= DENSE * typicalValues;
  }

  /** How many words say that a line is no row: such as stand among values, or in no other row; less what could be one. */
  #evidence(at: number): number {
    const [record, { categories, valued, look }] = [this.#records[at]!, this.#body];
    const { fields } = record;
    const cells = fields.map(cell => cell.trim());
    const isNew = (column: number) => categories[column] != null && !categories[column].has(fields[column]!);
    const words = cells.filter((cell, column) =>
      valued.includes(column) ? look(cell) === 'word' : cell !== '' && isNew(column),
    );
    const known = cells.filter((cell, column) => cell !== '' && categories[column] != null && !isNew(column));
    const apart = at > 0 && this.#records[at - 1]!.nextLine < record.line;
    const isOther = apart || (fields.length > 1 && areUnits(fields)) || isMarked(record);
    const values = this.#count(fields, 'value');
    return new Set(words).size - known.length - values + (isOther ? CONVINCING + 1 : 0);
  }

  /** Whether a line names all columns, in other words each. */
  #isComplete(at: number): boolean {
    const record = this.#records[at]!;
    const names = used(this.#body, record.fields);
    if (isMarked(record) || this.#isProse(record) || names.some(name => /[:=]$/.test(name))) return false;
    if (this.#body.width === 1 && isTitle(record)) return false;
    return (
      record.fields.length === this.#body.width &&
      names.every(name => name !== '') &&
      new Set(names).size === names.length
    );
  }

  /** Whether a line is a sentence with commas, which rows do not have. */
  #isProse(record: Line): boolean {
    const last = this.#records.at(-1)!;
    const spaced = (of: Line) => {
      const parts = this.#head.bytes
        .toString('utf8', of.begin, of.end)
        .trimEnd()
        .split(/[,;|:]/)
        .slice(1);
      return parts.length > 0 && parts.every(part => part.startsWith(' '));
    };
    return record.fields.length > 1 && spaced(record) && !spaced(last);
  }
}

function used(body: Body, fields: readonly string[]): string[] {
  return body.used.map(column => fields[column] ?? '');
}

/** Whether the only cell of a line is more than a name. */
function isTitle({ fields }: Line): boolean {
  const text = fields.find(field => field !== '') ?? '';
  return text.includes(' ') || text.length > 20;
}

/** The search for the first line of a table: what the lines at the top of a text say of themselves, by the body below. */

import type { Head } from '../../input/text.ts';
import { type Body, filled } from './body.ts';
import { firstHeaderRow, joinHeader } from './header-rows.ts';
import type { Line } from './line.ts';
import { CONVINCING, isTitle, MIN_ROWS, TopLines, used } from './top-lines.ts';
import { areRules } from './units.ts';

export interface TableShape {
  /** Records above the table. */
  readonly above: number;
  /** Null where the first record of the table decides by itself whether it is a header. */
  readonly headerRows: number | null;
}

/** Whether the first of some records is a header. */
export type IsHeader = (records: readonly Line[]) => boolean;

export const PLAIN: TableShape = { above: 0, headerRows: null };
/** Of records below that must have about as many fields as the table. */
const NEARLY_ALL = 0.9;
/** Records at the top that may hold the numbers above names, and the names. */
const MAX_NUMBERED = 4;
const MAX_NOTES = 5;
const MAX_ABOVE_BLANK = 30;

export class ShapeFinder {
  readonly #head: Head;
  readonly #records: readonly Line[];
  readonly #body: Body;
  readonly #isHeader: IsHeader;
  readonly #lines: TopLines;

  constructor(head: Head, records: readonly Line[], body: Body, isHeader: IsHeader) {
    this.#head = head;
    this.#records = records;
    this.#body = body;
    this.#isHeader = isHeader;
    this.#lines = new TopLines(head, records, body);
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

  /** Names above a line that is drawn in all columns. */
  aboveRules(): TableShape | null {
    const at = this.#records.slice(0, MAX_ABOVE_BLANK).findIndex(({ fields }) => areRules(fields));
    const isBelowNames = at > 0 && filled(this.#records[at - 1]!) === this.#records[at]!.fields.length;
    return isBelowNames ? this.#headerEndingAt(at) : null;
  }

  /** The shape of a table that has columns of values. */
  aboveValues(): TableShape {
    const dense = this.#records.findIndex((_, at) => this.#lines.isDense(at));
    if (dense < 0) return PLAIN;
    return (
      (this.#lines.areYearsBelowNames(dense) ? this.#headerEndingAt(dense) : null) ??
      (this.#lines.areLabelsBelowYears(dense + 1) ? { above: dense, headerRows: 2 } : null) ??
      // Months are values, and can be names above units.
      (this.#lines.areUnits(dense + 1) ? this.#headerEndingAt(dense + 1) : null) ??
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
    if (this.#records.slice(nearest, dense).some((_, at) => this.#lines.isDated(nearest + at)))
      return { above: dense, headerRows: null };
    if (this.#body.width === 1 && candidates.slice(1).some(at => !this.#lines.isComment(at))) return PLAIN;
    // A row of two columns may have a word in each.
    const enough = CONVINCING + (this.#body.width > 2 ? 0 : 1);
    // A line of one field stands among the settings of an instrument.
    const isApart = this.#records.slice(nearest + 1, dense).some(({ fields }) => fields.length === 1);
    if (isApart && this.#body.width > 1 && this.#lines.evidence(nearest) < enough)
      return { above: dense, headerRows: null };
    const convincing = candidates.findIndex(at => this.#lines.evidence(at) >= enough);
    if (candidates.length === 1 || convincing === 0) return this.#headerEndingAt(nearest);
    // Words that convince nobody are cells of rows: the names stand above them.
    const names = candidates.at(convincing)!;
    const isBlock = candidates
      .slice(0, convincing < 0 ? undefined : convincing + 1)
      .every((at, n) => at === nearest - n);
    return this.#headerEndingAt(isBlock && this.#lines.isComplete(names) ? names : nearest);
  }

  /** Lines that may be the last of the header, from below. */
  #candidates(dense: number): number[] {
    const { width } = this.#body;
    const words = this.#records.slice(0, dense).flatMap(({ fields }, at) => {
      const fits =
        fields.length === width || (width > 2 && fields.length === width - 1) || this.#lines.isMarkedField(at);
      const [values, others] = [this.#lines.count(fields, 'value'), this.#lines.count(fields, 'word')];
      const isTitle = this.#lines.isProse(this.#records[at]!) && fields.includes('');
      return this.#lines.look(at) === 'words' && fits && !isTitle && others >= 2 * values ? [at] : [];
    });
    return words.reverse();
  }

  #headerEndingAt(last: number): TableShape | null {
    const records = this.#records;
    const first = firstHeaderRow(records, last, this.#body, record => this.#lines.isProse(record));
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
    const names = rows.findIndex(
      (fields, at) => this.#lines.look(at) === 'words' && fields.length === this.#body.width,
    );
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
    if (isRow || filled(questions!) < 2 || (blank < 2 && !this.#lines.hasNewCells(1))) return null;
    const joined = used(this.#body, joinHeader([questions!.fields, answers!.fields]).names);
    return joined.includes('') ? null : { above: 0, headerRows: 2 };
  }

  /** A header below settings that look like rows, apart from them by an empty line. */
  #headerBehindRows(dense: number): TableShape | null {
    const records = this.#records;
    if (this.#lines.look(0) === 'words' && this.#lines.isComplete(0)) return null;
    const end = Math.min(dense + MAX_ABOVE_BLANK, records.length >> 1);
    for (let at = dense + 1; at <= end; at++) {
      const isApart = records[at - 1]!.nextLine < records[at]!.line || this.#lines.look(at - 1) === 'nothing';
      if (
        isApart &&
        this.#lines.look(at) === 'words' &&
        this.#lines.isComplete(at) &&
        this.#lines.look(at + 1) === 'values'
      ) {
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
      if (!other && !title && this.#lines.look(above) !== 'words' && !this.#lines.isDated(above)) break;
      neutral ||= !other && cells > 0 && this.#lines.look(above) === 'neutral';
    }
    const [first] = records;
    if (this.#lines.areYears(above) && !this.#lines.areYears(above + 1)) {
      return this.#headerEndingAt(above) ?? { above, headerRows: 1 };
    }
    const isNamed = this.#lines.isComplete(above) && this.#isHeader(records.slice(above));
    if (above > 0 && isNamed) return this.#headerEndingAt(above) ?? PLAIN;
    // A short or long header is refused with what to do.
    if (above === 1 && first!.fields.length > 1 && filled(first!) > 1 && !this.#lines.isProse(first!)) return PLAIN;
    if (above === 1 && width > 1 && filled(first!) === 1 && first!.fields.length === width && !isTitle(first!))
      return PLAIN;
    if (neutral) return PLAIN;
    return { above, headerRows: null };
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
}

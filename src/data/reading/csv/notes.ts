/**
 * Notes below a table: the last lines of a text that cannot be rows. They have another number of fields than the rows, or
 * words where the columns hold numbers, or delimiters only. A line that could be a row is one.
 */

import { isTotalWord } from '../../tables/total-words.ts';
import { ColumnLooks } from './column-looks.ts';
import { beginsNote } from './note-words.ts';
import type { TextRecord } from './records.ts';

export interface TableShape {
  readonly columns: number;
  /** Words for a missing cell. */
  readonly missing: ReadonlySet<string>;
}

/** Where a record stands among the last of a text. */
interface Place {
  /** Behind empty lines. */
  readonly behindGap: boolean;
  /** Behind a line that begins like a note and has no other cell. */
  readonly behindNote: boolean;
  /** No note is behind it. */
  readonly isLast: boolean;
  /** The text has no line end. */
  readonly cut: boolean;
}

/** Records that may stand between a gap and the end. */
const MAX_BEHIND_GAP = 20;
/** A cell of so many words may be a sentence. */
const SENTENCE_WORDS = 4;

/**
 * The index behind the last row: the records from there on are notes. `records` are the last of a text, without a header;
 * `cut` says that the last of them has no line end, as if a download was interrupted; `share` is that of the cells of a
 * column that are to be alike.
 */
export function rowsEnd(
  records: readonly TextRecord[],
  { columns, missing }: TableShape,
  cut: boolean,
  share = 1,
): number {
  let begin = suspectsBegin(records, columns, isSuspect);
  // The rows of some tables begin like notes: 02 Albacete, * Rome.
  const isMarked = begin === 0;
  if (isMarked) begin = suspectsBegin(records, columns, isSparse);
  const rows = records.slice(0, begin).filter(({ fields }) => fields.length === columns);
  if (rows.length === 0) return records.length;
  const judge = new Judge(columns, new ColumnLooks(rows, missing, share), isMarked ? beginsWithWord : beginsNote);
  const gap = firstGap(records, begin);
  const note = firstNote(records, begin);
  let end = records.length;
  for (; end > begin; end--) {
    const place = { behindGap: gap < end, behindNote: note < end - 1, isLast: end === records.length, cut };
    if (!judge.isNote(records[end - 1]!, place)) break;
  }
  return end;
}

/** Whether the last of the records is a row like the others, and nothing else. */
export function isPlainRow(records: readonly TextRecord[], { columns, missing }: TableShape): boolean {
  const record = records.at(-1)!;
  const rows = records.slice(0, -1).filter(({ fields }) => fields.length === columns);
  if (rows.length === 0 || isSuspect(record, columns) || firstGap(records, 1) < records.length) return false;
  const looks = new ColumnLooks(rows, missing);
  const cells = looks.present(record);
  const fits = cells.map(([column, cell]) => looks.fits(column, cell));
  return !fits.includes(false) && (fits.includes(true) || cells.length === columns);
}

/** Whether a record, not a row, sums up the rows. */
function isTotal({ fields }: TextRecord): boolean {
  return fields.some(isTotalWord) && fields.some(cell => /\d/.test(cell));
}

/** Where the records begin that are not plainly rows. */
function suspectsBegin(records: readonly TextRecord[], columns: number, isIn: typeof isSuspect): number {
  let begin = records.length;
  while (begin > 0 && isIn(records[begin - 1]!, columns)) begin--;
  for (let at = begin - 1; at > 0 && at >= records.length - MAX_BEHIND_GAP; at--) {
    if (isGap(records, at)) begin = at;
  }
  return begin;
}

function isSuspect(record: TextRecord, columns: number): boolean {
  const present = record.fields.filter(cell => cell.trim() !== '');
  return isSparse(record, columns) || beginsNote(present[0] ?? '') || present.some(isTotalWord);
}

/** Whether a record has another number of fields than the rows, or one cell at most. */
function isSparse({ fields }: TextRecord, columns: number): boolean {
  return fields.length !== columns || (columns > 1 && fields.filter(cell => cell.trim() !== '').length <= 1);
}

/** Whether empty lines, or lines of delimiters only, stand before the record. */
function isGap(records: readonly TextRecord[], at: number): boolean {
  const [before, record] = [records[at - 1], records[at]!];
  return before !== undefined && (record.line > before.nextLine || isEmpty(before));
}

/** The first record from `begin` on behind a gap; their number where there is none. */
function firstGap(records: readonly TextRecord[], begin: number): number {
  let at = begin;
  while (at < records.length && !isGap(records, at)) at++;
  return at;
}

/** The first record from `begin` on that is a note by its only cell; their number where there is none. */
function firstNote(records: readonly TextRecord[], begin: number): number {
  let at = begin;
  while (at < records.length && !isOnlyNote(records[at]!)) at++;
  return at;
}

function isOnlyNote({ fields }: TextRecord): boolean {
  const cells = fields.filter(cell => cell.trim() !== '');
  return fields.length > 1 && cells.length === 1 && beginsNote(cells[0]!);
}

/** Whether a record has delimiters only. */
export function isEmpty({ fields, quoted }: TextRecord): boolean {
  return fields.every((cell, at) => cell.trim() === '' && quoted[at] !== true);
}

/** Tells notes from rows by what the columns look like. */
class Judge {
  readonly #columns: number;
  readonly #looks: ColumnLooks;
  readonly #beginsNote: typeof beginsNote;

  constructor(columns: number, looks: ColumnLooks, begins: typeof beginsNote) {
    this.#columns = columns;
    this.#beginsNote = begins;
    this.#looks = looks;
  }

  isNote(record: TextRecord, { behindGap, behindNote, isLast, cut: cutText }: Place): boolean {
    const cut = cutText && isLast;
    if (isEmpty(record)) return !this.#looks.hasRowOf(0);
    const cells = this.#looks.present(record);
    if (cells.length === 0) return false;
    const [column, first] = cells[0]!;
    const marked = this.#beginsNote(first);
    const fits = cells.map(([at, cell]) => (at < this.#columns ? this.#looks.fits(at, cell) : null));
    const alien = fits.includes(false);
    if (isTotal(record)) {
      // The only word among numbers is the one for the total.
      if (alien) return cells.every(([, cell], n) => fits[n] !== false || isTotalWord(cell));
      return record.fields.length !== this.#columns && !cut;
    }
    const saysSo = marked || this.#isSentence(column, first);
    const hinted = saysSo || behindGap || behindNote;
    if (cells.length === 1 && record.fields.length === 1 && this.#columns > 1 && behindGap && !cut) return true;
    // A number where numbers are, or a row that was cut off.
    if (fits.includes(true)) return marked && alien && (behindGap || record.fields.length !== this.#columns);
    if (cut && !alien && !hinted) return false;
    if (marked && behindGap && !isLast) return true;
    return record.fields.length === this.#columns
      ? this.#isPaddedNote(cells.length, alien, hinted, saysSo, first) || (this.#columns === 1 && marked && behindGap)
      : alien || hinted || record.fields.length === 1;
  }

  /** Of a record with as many fields as a row. */
  #isPaddedNote(cells: number, alien: boolean, hinted: boolean, saysSo: boolean, first: string): boolean {
    if (this.#columns === 1) return alien && (hinted || wordsIn(first) >= SENTENCE_WORDS);
    if (cells > 1) return alien && hinted;
    if (alien) return hinted || this.#columns > 2 || wordsIn(first) > 1;
    // In two columns, one of them is often empty.
    return (this.#columns > 2 ? hinted : saysSo) && !this.#looks.hasRowOf(1);
  }

  /** Whether a cell has many words, and more characters than any of its column. */
  #isSentence(column: number, cell: string): boolean {
    return wordsIn(cell) >= SENTENCE_WORDS && cell.length > this.#looks.longest(column);
  }
}

function beginsWithWord(cell: string): boolean {
  return /^\p{L}/u.test(cell) && beginsNote(cell);
}

function wordsIn(cell: string): number {
  return cell.trim().split(/\s+/).length;
}

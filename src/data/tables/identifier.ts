/**
 * Columns of numbers that name rows and measure nothing: different whole numbers in all rows, that either count the rows
 * (each is one more than the one before) or are called an identifier. A network could learn rows by heart from
 * them, or the order of the file.
 *
 * Names are read by their words, so `customerId`, `patient_id` and `ID` are identifiers and `paid`, `number_of_rooms`
 * and `price_index` are not. A column that counts but has the name of a time, such as years, is a time.
 */

import type { NumberValues } from '../../base/numbers/values.ts';
import { cellsOf, sample } from './sample.ts';

/** With fewer rows, numbers can count them by chance. */
const MIN_COUNTED = 20;

/** Words that, first or last in a name, say that it names a row. */
const NAMING = new Set(['id', 'ids', 'uuid', 'guid', 'key', 'pk', 'rowid', 'rownum']);
/** Words that say so alone, and last after a word for a row. */
const COUNTING = new Set(['index', 'idx', 'row', 'nr', 'no', 'num', 'number', 'serial']);
const THINGS = new Set([
  ...['row', 'record', 'line', 'case', 'sample', 'item', 'entry', 'serial', 'order', 'invoice', 'account', 'ticket'],
  ...['customer', 'client', 'user', 'patient', 'passenger', 'subject', 'student', 'employee', 'participant'],
]);
const TIMES = new Set([
  'time',
  'timestamp',
  'date',
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  't',
]);

/**
 * Whether a column names rows. `rows` are row indices of the table in file order; 20,000 of them, evenly spaced, are
 * looked at. Missing numbers are skipped if the name says what it is; a column that counts has none.
 */
export function isIdentifier(name: string, values: NumberValues, rows: Int32Array): boolean {
  return whyIdentifier(name, values, rows, rows) !== null;
}

/**
 * Why a column names rows, to follow its name: "counts the rows"; null when it does not. `places` are those of the rows in the
 * file, where `values` are of some of its rows.
 */
export function whyIdentifier(name: string, values: NumberValues, rows: Int32Array, places: Int32Array): string | null {
  const looked = sample(rows);
  const cells = cellsOf(values, looked);
  const present = countDifferentWholes(cells);
  if (present < 2) return null;
  const words = wordsOf(name);
  if (matchesWords(words)) return 'is called an identifier and is different in every row';
  const isTime = words.some(word => TIMES.has(word));
  if (!isTime && present === cells.length && countsRows(cells, sample(places))) return 'counts the rows';
  return null;
}

/** How many numbers there are; 0 where one is not whole or comes twice, which most columns show soon. */
function countDifferentWholes(cells: Float64Array): number {
  const seen = new Set<number>();
  for (let n = 0; n < cells.length; n++) {
    const cell = cells[n]!;
    if (Number.isNaN(cell)) continue;
    if (!Number.isInteger(cell) || seen.has(cell)) return 0;
    seen.add(cell);
  }
  return seen.size;
}

/** By the rows' places in the table, so that rows left out in between do no harm. */
function countsRows(cells: Float64Array, rows: Int32Array): boolean {
  if (rows.length < MIN_COUNTED) return false;
  return cells.every((cell, n) => cell === cells[0]! + (rows[n]! - rows[0]!));
}

/** customerID -> customer, id; "Order No." -> order, no */
function wordsOf(name: string): string[] {
  const parted = name.replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  return parted.toLowerCase().match(/\p{L}+/gu) ?? [];
}

function matchesWords(words: readonly string[]): boolean {
  const [first, last, before] = [words[0] ?? '', words.at(-1) ?? '', words.at(-2) ?? ''];
  if (NAMING.has(last) || (NAMING.has(first) && first !== 'key')) return true;
  return COUNTING.has(last) && (words.length === 1 || (words.length === 2 && THINGS.has(before)));
}

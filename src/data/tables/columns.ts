/**
 * What kind of column each is, decided from all rows, and why. Training and `inspect` both go by this.
 *
 * numeric, date, boolean and categorical columns become inputs; the others are of no use to a network, and are left out
 * unless the user says what they are.
 */

import { list, plural, quoted, shortest, shownName } from '../../base/text/format.ts';
import type { Warning } from '../../base/warn.ts';
import { DATE, EMPTY, NUMBER, TEXT } from './blocks/block.ts';
import { MISSING_WORDS } from './blocks/reader.ts';
import { booleanPair } from './cells/booleans.ts';
import { type Dictionary, mergeTexts } from './dictionary.ts';
import { codesWarning } from './leading-zeros.ts';
import { numbersAndWords } from './numbers-and-words.ts';
import { type BlockHead, hasLowPart } from './store/head.ts';
import { warningFor } from './text-hints.ts';

/** Kinds of columns that become inputs. */
export const inputKinds = ['numeric', 'boolean', 'categorical', 'date'] as const;
export type InputKind = (typeof inputKinds)[number];
export type ColumnKind = InputKind | 'identifier' | 'text' | 'constant' | 'empty';

export interface Column {
  readonly index: number;
  readonly name: string;
  readonly kind: ColumnKind;
  /** For people, with the evidence. */
  readonly why: string;
  /** Cells without a value. */
  readonly missing: number;
  /** Of columns of numbers and dates. */
  readonly min: number;
  readonly max: number;
  /** All numbers are whole. */
  readonly integral: boolean;
  /** Of columns of texts. */
  readonly dictionary: Dictionary | null;
  /** Of dates written with slashes and the like: the day stands first. */
  readonly dayFirst: boolean;
  /** True if neither the cells nor the settings decide between day and month first. */
  readonly ambiguous: boolean;
  /** Of dates: they are times of day alone. */
  readonly clock: boolean;
  /** What a column of texts, or of whole numbers, looks like besides; null where there is nothing to say. */
  readonly warning: Warning | null;
}

/** A text column with more different texts than this may name rows. */
const FEW_TEXTS = 20;
/** Texts of more characters than this, on average, look like free text. */
const LONG_TEXT = 40;

/** What the user says a column is. */
export type RequestedKinds = ReadonlyMap<number, 'numeric' | 'categorical'>;

/** A column that becomes an input. */
export type InputColumn = Column & { readonly kind: InputKind };

export function becomesInput(column: Column): column is InputColumn {
  return inputKinds.some(kind => kind === column.kind);
}

export interface ColumnContext {
  readonly heads: readonly BlockHead[];
  readonly rows: number;
  readonly requested: RequestedKinds;
  readonly dateOrder: 'mdy' | 'dmy' | null;
  /** Whether a column of whole numbers, all different, only counts or names the rows; looks at the cells. */
  readonly namesRows: (column: Column) => boolean;
  /** Whether all numbers of a column that has low parts are the same; looks at the cells. */
  readonly isOneNumber: (column: Column) => boolean;
}

export function describeColumn(context: ColumnContext, index: number, name: string): Column {
  const { heads, rows } = context;
  const missing = heads.reduce((sum, head) => sum + head.missing[index]!, 0);
  const plain = { index, name, missing, min: Number.NaN, max: Number.NaN, integral: false, dictionary: null };
  const column = { ...plain, dayFirst: false, ambiguous: false, clock: false, warning: null };
  if (missing === rows) return { ...column, kind: 'empty', why: 'no cell has a value' };
  if (heads.some(head => head.kinds[index] === TEXT)) return describeTexts(context, column);
  const limits = { min: extreme(heads, index, 'min'), max: extreme(heads, index, 'max') };
  if (heads.some(head => head.kinds[index] === DATE)) return describeDates(context, { ...column, ...limits });
  return describeNumbers(context, { ...column, ...limits });
}

type Draft = Omit<Column, 'kind' | 'why'>;

function describeNumbers({ heads, requested, rows, namesRows, isOneNumber }: ColumnContext, draft: Draft): Column {
  const { index, min, max, missing } = draft;
  const integral = heads.every(head => head.kinds[index] !== NUMBER || head.integral[index] === 1);
  const column = { ...draft, integral: integral };
  if (requested.get(index) === 'numeric') return { ...column, kind: 'numeric', why: '⟪numeric⟫' };
  // Numbers that differ may be one as float32.
  const wide = heads.some(head => hasLowPart(head, index));
  const code = integral ? heads.map(head => head.codes.get(index)).find(text => text !== undefined) : undefined;
  const warning =
    code === undefined ? null : ({ code: 'column-kind', message: codesWarning(draft.name, code) } as const);
  const numeric: Column = { ...column, warning, kind: 'numeric', why: integral ? 'whole numbers' : 'numbers' };
  if (min === max && missing === 0 && (!wide || isOneNumber(numeric))) {
    const samples = heads.flatMap(head => (head.kinds[index] === NUMBER ? [head.samples.get(index)] : []));
    return { ...column, kind: 'constant', why: whyConstant(samples, min) };
  }
  const rounding = Math.max(Math.abs(min), Math.abs(max)) * 2 ** -23;
  const mayBeDistinct = integral && missing === 0 && max - min + rounding >= rows - 1 && rows > FEW_TEXTS;
  if (!mayBeDistinct || !namesRows(numeric)) return numeric;
  return { ...column, kind: 'identifier', why: 'whole numbers, each once, that count or name the rows' };
}

/** `samples` are how the blocks write the number; undefined for one that has several. */
function whyConstant(samples: readonly (string | undefined)[], rounded: number): string {
  const [first] = samples;
  const isOne = first !== undefined && samples.every(text => text === first || Number(text) === Number(first));
  return isOne ? `${shownName(first)} in all rows` : `all numbers are ${shortest(rounded, Math.fround)} as float32`;
}

function describeDates({ heads, dateOrder }: ColumnContext, draft: Draft): Column {
  const orders = new Set(heads.flatMap(head => head.dates.get(draft.index)?.order ?? []));
  const dayFirst = orders.has('dmy') || (!orders.has('mdy') && orders.has('either') && dateOrder === 'dmy');
  const untold = orders.has('either') && !orders.has('dmy') && !orders.has('mdy');
  if (heads.some(head => head.dates.get(draft.index)?.clock))
    return { ...draft, kind: 'date', clock: true, why: 'times of day' };
  const how = untold ? `, read ${dayFirst ? 'day' : 'month'} first: no cell tells which` : '';
  return { ...draft, dayFirst, ambiguous: untold && dateOrder === null, kind: 'date', why: `dates${how}` };
}

function describeTexts({ heads, rows, requested }: ColumnContext, draft: Draft): Column {
  const dictionary = mergeTexts(heads, draft.index);
  const warning = requested.get(draft.index) === 'categorical' ? null : warningOfTexts(dictionary);
  const column = { ...draft, dictionary, warning };
  const { categories, counts, overflows } = dictionary;
  const present = rows - draft.missing;
  if (requested.get(draft.index) === 'categorical') return { ...column, kind: 'categorical', why: '⟪categorical⟫' };
  if (categories.length === 1 && draft.missing === 0) {
    return { ...column, kind: 'constant', why: `${quoted(categories[0]!)} in all rows` };
  }
  const different = `${overflows ? 'more than ' : ''}${plural(categories.length, 'different text')}`;
  if (categories.length > FEW_TEXTS && (overflows || 2 * categories.length > present)) {
    const characters = categories.reduce((sum, text, code) => sum + text.length * counts[code]!, 0) / present;
    const kind = characters > LONG_TEXT ? 'text' : 'identifier';
    const what = kind === 'text' ? 'look like free text' : 'look like an ID';
    return { ...column, kind, why: `${different} in ${plural(present, 'row')} ${what}` };
  }
  const pair = booleanPair(categories);
  if (pair !== null) {
    const words = [...pair, ...categories.filter(text => !pair.includes(text))];
    return { ...column, kind: 'boolean', why: `only ${list(words.map(text => `'${text}'`))}` };
  }
  return { ...column, kind: 'categorical', why: different };
}

/** What a column of texts may be besides: numbers or dates of a form that is not read, or numbers and words. */
function warningOfTexts(dictionary: Dictionary): Warning | null {
  const hint = warningFor(dictionary, FEW_TEXTS);
  if (hint !== null) return { message: hint, code: 'column-kind' };
  const mixed = numbersAndWords(dictionary);
  return mixed === null ? null : { message: mixed, code: 'numbers-and-words' };
}

/** The codes of texts that look like a missing cell and are taken as values. */
export function missingWordsAmong(categories: readonly string[]): number[] {
  return categories.flatMap((text, code) => (MISSING_WORDS.includes(text) ? [code] : []));
}

function extreme(heads: readonly BlockHead[], index: number, end: 'min' | 'max'): number {
  const better = end === 'min' ? Math.min : Math.max;
  const values = heads.filter(head => head.kinds[index] !== EMPTY && head.rows > 0).map(head => head[end][index]!);
  return values.reduce((found, value) => better(found, value));
}

/**
 * The head of a block: what is known of it without its cells, small enough to be kept in memory for every block. In a
 * file it is a line of JSON. Typed arrays stand in it as base64 of their bytes, which keeps NaN, infinities and the
 * sign of zero, in the byte order of the machine.
 */

import { array, base64Bytes, type Fields, fields, integer, malformed, string } from '../../../base/files/json.ts';
import type { Block, BlockFaults, BlockLocation, LinesBelow, NotedRows, TextPart } from '../blocks/block.ts';
import { TEXT } from '../blocks/block.ts';
import type { DatePart } from '../cells/dates.ts';

/** A block without its cells and low parts. */
export type BlockHead = Omit<Block, 'cells' | 'low'> & {
  /** The columns that have low parts, in the order in which these are kept. */
  readonly lowColumns: readonly number[];
};

const lowSets = new WeakMap<readonly number[], ReadonlySet<number>>();

/** Whether a block has low parts of a column. Takes the same time whatever the number of columns. */
export function hasLowPart({ lowColumns }: Pick<BlockHead, 'lowColumns'>, column: number): boolean {
  let set = lowSets.get(lowColumns);
  if (set === undefined) {
    set = new Set(lowColumns);
    lowSets.set(lowColumns, set);
  }
  return set.has(column);
}

/** A block has no more rows or columns than this. */
const MAX_SIZE = 2 ** 31 - 1;
const ORDERS: readonly string[] = ['ymd', 'mdy', 'dmy', 'either'];

export function headOf({ cells, low, ...facts }: Block): BlockHead {
  return { ...facts, lowColumns: [...low.keys()] };
}

export function blockOf(head: BlockHead, cells: Float32Array, low: ReadonlyMap<number, Float32Array>): Block {
  const { lowColumns, ...facts } = head;
  return { ...facts, cells, low };
}

/** What JSON.stringify takes. */
export function headToJson(head: BlockHead): object {
  const { kinds, missing, integral, min, max, codes, samples, grouped, texts, dates, location, ...rest } = head;
  return {
    ...rest,
    kinds: base64(kinds),
    missing: base64(missing),
    integral: base64(integral),
    min: base64(min),
    max: base64(max),
    codes: [...codes].map(([column, code]) => ({ column, code })),
    samples: [...samples].map(([column, text]) => ({ column, text })),
    ...(grouped === undefined ? {} : { grouped: [...grouped].map(([column, text]) => ({ column, text })) }),
    texts: [...texts].map(([column, part]) => ({ column, ...part, counts: base64(part.counts) })),
    dates: [...dates].map(([column, part]) => ({ column, ...part })),
    location: { ...location, offsets: location.offsets === null ? null : base64(location.offsets) },
  };
}

/** The head that headToJson made this of. Throws Malformed for anything else. */
export function headFromJson(json: unknown): BlockHead {
  const of = fields(json);
  const rows = integer(of.rows, MAX_SIZE);
  const columns = integer(of.columns, MAX_SIZE);
  const kinds = new Uint8Array(base64Bytes(of.kinds, columns, 1));
  if (kinds.some(kind => kind > TEXT)) throw malformed('a kind');
  return {
    rows,
    columns,
    kinds,
    missing: new Uint32Array(base64Bytes(of.missing, columns, 4)),
    integral: new Uint8Array(base64Bytes(of.integral, columns, 1)),
    min: new Float32Array(base64Bytes(of.min, columns, 4)),
    max: new Float32Array(base64Bytes(of.max, columns, 4)),
    codes: byColumn(of.codes, columns, part => string(part.code)),
    samples: byColumn(of.samples, columns, part => string(part.text)),
    ...(of.grouped === undefined ? {} : { grouped: byColumn(of.grouped, columns, part => string(part.text)) }),
    texts: byColumn(of.texts, columns, part => textPart(part, rows)),
    dates: byColumn(of.dates, columns, datePart),
    location: blockLocation(fields(of.location), rows),
    blankLines: integer(of.blankLines),
    ...(of.repeatedHeaders === undefined ? {} : { repeatedHeaders: integer(of.repeatedHeaders) }),
    ...(of.below === undefined ? {} : { below: linesBelow(fields(of.below)) }),
    faults: blockFaults(fields(of.faults)),
    ...(of.filled === undefined ? {} : { filled: notedRows(fields(of.filled)) }),
    ...(of.strayQuotes === undefined ? {} : { strayQuotes: notedRows(fields(of.strayQuotes)) }),
    lowColumns: lowColumns(of.lowColumns, columns),
  };
}

function lowColumns(json: unknown, columns: number): number[] {
  const all = array(json).map(column => integer(column, columns - 1));
  if (new Set(all).size < all.length) throw malformed('a column twice');
  return all;
}

function byColumn<T>(json: unknown, columns: number, read: (part: Fields) => T): Map<number, T> {
  const parts = array(json).map(fields);
  const all = new Map(parts.map(part => [integer(part.column, columns - 1), read(part)] as const));
  if (all.size < parts.length) throw malformed('a column twice');
  return all;
}

function textPart(of: Fields, rows: number): TextPart {
  const categories = array(of.categories).map(string);
  return {
    categories,
    counts: new Uint32Array(base64Bytes(of.counts, categories.length, 4)),
    ...(of.bare === undefined ? {} : { bare: array(of.bare).map(code => integer(code, categories.length - 1)) }),
    numbers: integer(of.numbers, rows),
    missingWords: integer(of.missingWords, rows),
    // A column that was forced to be text need not have one.
    firstWord: integer(of.firstWord, rows, -1),
  };
}

function datePart({ order, time, clock }: Fields): DatePart {
  if (typeof order !== 'string' || !ORDERS.includes(order) || typeof time !== 'boolean') throw malformed('a date');
  return { order: order as DatePart['order'], time, ...(clock === true ? { clock } : {}) };
}

function blockLocation(of: Fields, rows: number): BlockLocation {
  const offsets = of.offsets === null ? null : new Int32Array(base64Bytes(of.offsets, rows, 4));
  return { file: integer(of.file), unit: unit(of.unit), first: integer(of.first), offsets };
}

function unit(json: unknown): BlockLocation['unit'] {
  if (json !== 'line' && json !== 'row' && json !== 'element') throw malformed('a unit');
  return json;
}

function blockFaults(of: Fields): BlockFaults {
  const first = array(of.first).map(fields);
  return {
    rows: integer(of.rows),
    first: first.map(({ line, message }) => ({ line: integer(line), message: string(message) })),
  };
}

function notedRows(of: Fields): NotedRows {
  const noted = { rows: integer(of.rows), first: integer(of.first) };
  return of.fields === undefined ? noted : { ...noted, fields: integer(of.fields) };
}

function linesBelow(of: Fields): LinesBelow {
  return { first: integer(of.first), last: integer(of.last), lines: integer(of.lines), text: string(of.text) };
}

function base64(array: ArrayBufferView): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

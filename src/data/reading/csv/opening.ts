/** The start of one delimited text: as much of it as it takes to know its dialect, and where its table begins. */

import { UserError } from '../../../base/errors.ts';
import { plural } from '../../../base/text/format.ts';
import { BufferPool } from '../../../base/threads/buffer-pool.ts';
import type { ReadOptions } from '../../tables/blocks/reader.ts';
import { countLineEnds } from '../input/line-ends.ts';
import type { Source } from '../input/source.ts';
import { type Head, Text } from '../input/text.ts';
import { type ChunkSizes, cutChunks, type Start } from './chunks.ts';
import { type Dialect, findDialect, separatorsOf } from './dialect.ts';
import { type Finding, findHeader, isHeaderFirst } from './header.ts';
import { withoutNotesBelow } from './opening-notes.ts';
import { firstRecords, lineEnd, type TextRecord } from './records.ts';
import { isMarked } from './shape/header-rows.ts';
import { findKnownHeader } from './shape/known-header.ts';
import type { LinesAbove } from './shape/line.ts';
import type { TableShape } from './shape/shape-finder.ts';
import { findShape } from './shape/table-shape.ts';

/** How much of a text is looked at, in bytes; more when that holds few lines. */
const HEAD_BYTES = [2 ** 18, 2 ** 21, 2 ** 22, 2 ** 23, 2 ** 24, 2 ** 26];
const ENOUGH_LINES = 20;
const MAX_RECORDS = 500;

/** What is known of a file before it is read. */
export interface Known {
  /** The dialect of the first file. */
  readonly dialect?: Dialect;
  /** Rows of its header. */
  readonly headerRows?: readonly (readonly string[])[];
  /** Names of columns that the table should have. */
  readonly names?: readonly string[];
}

/** The start of one file. */
export interface Opening {
  text: Text;
  dialect: Dialect;
  /** The first records of the table, one at least. */
  records: TextRecord[];
  /** What stands above it; null is nothing. */
  above: LinesAbove | null;
  /** Whether the first record, or several, are a header. */
  finding: Finding;
  /** The bytes of the first record, without its line end. */
  firstLine: Buffer;
  /** Where the first of them, or a line before it, starts. */
  start: Start;
}

/** Reads as much of the start as it takes to know the dialect, unless it is known, and the header. */
export async function openStart(
  source: Source,
  options: ReadOptions,
  known: Known,
  sizes: ChunkSizes,
): Promise<Opening> {
  const text = await Text.open(source, options.encoding);
  for (let size = 0; ; size++) {
    const head = await text.head(HEAD_BYTES[size]!);
    const isMost = head.complete || size === HEAD_BYTES.length - 1;
    if (!isMost && countLineEnds(head.bytes) < ENOUGH_LINES) continue;
    const requested = declaredDelimiter(head);
    const start = skipLines(head, (options.skip ?? 0) + (requested === null ? 0 : 1));
    const dialect =
      known.dialect ?? findDialect(head, { ...options, delimiter: options.delimiter ?? requested }, start);
    const first = firstRecords(head, separatorsOf(dialect), MAX_RECORDS, start);
    const all = head.complete && first.length < MAX_RECORDS ? withoutNotesBelow(first, options) : first;
    if (!isMost && all.length < 2) continue;
    // Perhaps a quote is never closed, or a row too long.
    if (all.length < 2) await tryFirstChunks(text, start, dialect, sizes);
    if (all.length === 0) throw new UserError(emptyMessage(text.path, head, options.skip ?? 0));
    const shape =
      findKnownHeader(all, known, options) ?? findShape(head, all, options, isHeaderFirst(dialect, options.na));
    return { text, dialect, ...tableIn(head, all, shape, dialect, options, start) };
  }
}

/** The records of the table, and whether it has a header. */
function tableIn(
  head: Head,
  all: readonly TextRecord[],
  { above, headerRows }: TableShape,
  dialect: Dialect,
  options: ReadOptions,
  start: Start,
): Omit<Opening, 'text' | 'dialect'> {
  const records = all.slice(above);
  const { begin, end, line } = records[0]!;
  const marked = all.slice(0, headerRows !== null && headerRows > 1 ? above + 1 : above).some(isMarked);
  return {
    records,
    above: above === 0 ? null : { first: start.line, last: line - 1, text: firstText(all.slice(0, above), dialect) },
    finding: { ...findingOf(records, headerRows, dialect, options), marked },
    firstLine: withoutLineEnd(head.bytes.subarray(begin, end)),
    start: above === 0 ? start : { offset: begin, line },
  };
}

/** The first cell of some lines; between spaces each word would be one, so the line there. */
function firstText(records: readonly TextRecord[], { delimiter }: Dialect): string | null {
  if (delimiter === ' ') return records[0]!.fields.join(' ');
  return records.flatMap(({ fields }) => fields).find(field => field !== '') ?? null;
}

const WORDS_OVER_VALUES = 'the first line has words where the columns hold numbers';

function findingOf(
  records: readonly TextRecord[],
  headerRows: number | null,
  dialect: Dialect,
  options: ReadOptions,
): Finding {
  if (headerRows === null) return findHeader(records, dialect, options);
  const isGiven = options.header !== null || options.headerRows !== null;
  if (headerRows === 0) return { present: false, reason: 'as given', sure: true };
  const found = findHeader(records.slice(headerRows - 1), dialect, { ...options, header: null });
  const reason = isGiven ? 'as given' : found.present ? found.reason : WORDS_OVER_VALUES;
  return { present: true, reason, sure: true, rows: headerRows };
}

function withoutLineEnd(line: Buffer): Buffer {
  return Buffer.from(line.toString('latin1').replace(/[\r\n]+$/, ''), 'latin1');
}

/** Throws what is wrong with the first rows. */
async function tryFirstChunks(text: Text, start: Start, dialect: Dialect, sizes: ChunkSizes): Promise<void> {
  const pool = new BufferPool(sizes.window);
  let chunks = 0;
  for await (const _ of cutChunks(text, 0, start, separatorsOf(dialect), pool, sizes)) if (++chunks === 2) break;
}

function emptyMessage(path: string, head: Head, skip: number): string {
  if (skip > 0 && head.bytes.length > 0) return `${path}: is empty after the ${plural(skip, 'line')} that ⟪skip⟫ skips`;
  return `${path}: is empty; a header line and rows are expected`;
}

/** The sign that Excel's line `sep=;` names, at the start of a file. */
function declaredDelimiter({ bytes }: Head): string | null {
  const { end } = lineEnd(bytes, 0);
  return (
    /^sep=(.)$/i.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(end, 8)).toString('latin1'))?.[1] ?? null
  );
}

function skipLines({ bytes }: Head, lines: number): Start {
  let offset = 0;
  for (let line = 0; line < lines && offset < bytes.length; line++) offset = lineEnd(bytes, offset).next;
  return { offset, line: 1 + lines };
}

/** The start of one delimited text: as much of it as it takes to know its dialect and its header. */

import { UserError } from '../../../base/errors.ts';
import { plural } from '../../../base/text/format.ts';
import { BufferPool } from '../../../base/threads/buffer-pool.ts';
import type { ReadOptions } from '../../tables/blocks/reader.ts';
import { countLineEnds } from '../input/line-ends.ts';
import type { Source } from '../input/source.ts';
import { type Head, Text } from '../input/text.ts';
import { type ChunkSizes, cutChunks, type Start } from './chunks.ts';
import { type Dialect, findDialect, separatorsOf } from './dialect.ts';
import { firstRecords, lineEnd, type TextRecord } from './records.ts';

/** How much of a text is looked at, in bytes; more when that holds few lines. */
const HEAD_BYTES = [2 ** 18, 2 ** 21, 2 ** 24, 2 ** 26];
const ENOUGH_LINES = 20;
const MAX_RECORDS = 500;

/** The start of one file. */
export interface Opening {
  text: Text;
  dialect: Dialect;
  /** The first records, one at least. */
  records: TextRecord[];
  /** The bytes of the first of them, without its line end. */
  firstLine: Buffer;
  /** Where the first of them, or a line before it, starts. */
  start: Start;
}

/** Reads as much of the start as it takes to know the dialect, unless it is known. */
export async function openStart(
  source: Source,
  options: ReadOptions,
  known: Dialect | null,
  sizes: ChunkSizes,
): Promise<Opening> {
  const text = await Text.open(source, options.encoding);
  for (let size = 0; ; size++) {
    const head = await text.head(HEAD_BYTES[size]!);
    const isMost = head.complete || size === HEAD_BYTES.length - 1;
    if (!isMost && countLineEnds(head.bytes) < ENOUGH_LINES) continue;
    const requested = declaredDelimiter(head);
    const start = skipLines(head, options.skip + (requested === null ? 0 : 1));
    const dialect = known ?? findDialect(head, { ...options, delimiter: options.delimiter ?? requested }, start);
    const records = firstRecords(head, separatorsOf(dialect), MAX_RECORDS, start);
    if (!isMost && records.length < 2) continue;
    // Perhaps a quote is never closed, or a row too long.
    if (records.length < 2) await tryFirstChunks(text, start, dialect, sizes);
    if (records.length === 0) throw new UserError(emptyMessage(text.path, head, options.skip));
    const { begin, end } = records[0]!;
    const firstLine = Buffer.from(
      head.bytes
        .subarray(begin, end)
        .toString('latin1')
        .replace(/[\r\n]+$/, ''),
      'latin1',
    );
    return { text, dialect, records, firstLine, start };
  }
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

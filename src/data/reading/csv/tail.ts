/**
 * The end of a text. The last chunks are held back until the text ends, and notes below the table are looked for in them; these
 * lines become blank, so that the scanner never sees them. Whether there may be some, the last lines tell: a plain table is
 * not looked at further.
 */

import type { LinesBelow } from '../../tables/blocks/block.ts';
import { countLineEnds } from '../input/line-ends.ts';
import type { Chunk } from './chunks.ts';
import { isLineEnd, lastLines } from './lines.ts';
import { isEmpty, isPlainRow, rowsEnd, type TableShape } from './notes.ts';
import type { Separators } from './record-end.ts';
import { firstRecords, lineEnd, readRecords, type TextRecord } from './records.ts';
import { isTableBelow } from './second-table.ts';

export interface TailShape extends TableShape {
  readonly separators: Separators;
  /** False takes every line for a row. */
  readonly notes: boolean;
}

/** Bytes that are held back, lines of delimiters only not counted; all chunks that are held back, at most. */
const TAIL_BYTES = 2 ** 18;
const MAX_HELD = 64;
/** Records that are looked at from the end on, and at first. */
const MAX_RECORDS = 5000;
const FEW_LINES = 12;
/** Characters of a note that are shown. */
const MAX_SHOWN = 200;

const SPACE = 0x20;
const COLON = 0x3a;
const TAB = 0x09;

/** The chunks of one file, the notes at its end blank. */
export async function* withoutNotes(chunks: AsyncIterable<Chunk>, shape: TailShape): AsyncGenerator<Chunk> {
  if (!shape.notes) {
    yield* chunks;
    return;
  }
  const held: { chunk: Chunk; bytes: number }[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const solid = solidEnd(chunk.bytes, shape.separators) === 0 ? 0 : chunk.bytes.length;
    held.push({ chunk, bytes: solid });
    bytes += solid;
    while (bytes - held[0]!.bytes >= TAIL_BYTES || held.length > MAX_HELD) {
      const first = held.shift()!;
      bytes -= first.bytes;
      yield first.chunk;
    }
  }
  yield* blankNotes(
    held.map(({ chunk }) => chunk),
    shape,
  );
}

function blankNotes(chunks: readonly Chunk[], shape: TailShape): readonly Chunk[] {
  const last = chunks.at(-1);
  if (last === undefined || isPlainEnd(Buffer.from(last.bytes.buffer, 0, last.bytes.length), shape)) return chunks;
  const bytes = Buffer.concat(chunks.map(chunk => chunk.bytes));
  const { begin, below } = findNotes(bytes, shape);
  if (below === null) return chunks;
  let [offset, lines] = [0, 0];
  return chunks.map(chunk => {
    const end = offset + chunk.bytes.length;
    const here = offset <= begin && begin < end;
    const found = here
      ? { ...chunk, below: { ...below, first: below.first - lines, last: below.last - lines } }
      : chunk;
    blankLines(chunk.bytes, Math.max(0, begin - offset));
    lines += countLineEnds(bytes.subarray(offset, end));
    offset = end;
    return found;
  });
}

/** Whether the last line is a row like those before it, as far as a few lines tell. */
function isPlainEnd(bytes: Buffer, shape: TailShape): boolean {
  const records = firstRecords(
    { bytes: bytes.subarray(lastLines(bytes, FEW_LINES)), complete: true },
    shape.separators,
    FEW_LINES,
  );
  return records.length > 1 && isPlainRow(records, shape);
}

/** Where the notes begin, and what they are; the end and null where there are none. Lines count from 1. */
function findNotes(bytes: Buffer, { separators, ...shape }: TailShape): { begin: number; below: LinesBelow | null } {
  const solid = solidEnd(bytes, separators);
  const records: TextRecord[] = [];
  const filled = bytes.subarray(0, solid);
  for (const record of readRecords({ bytes: filled, complete: true }, separators, startOfTail(filled, separators))) {
    records.push(record);
    if (records.length === 2 * MAX_RECORDS) records.splice(0, MAX_RECORDS);
  }
  const cut = solid === bytes.length && !isLineEnd(bytes.at(-1));
  const end = rowsEnd(records, shape, cut);
  const lastRow = records[end - 1];
  // A second table is refused where it is read.
  if (lastRow === undefined || isTableBelow(records, end, shape.columns)) return { begin: bytes.length, below: null };
  // Where lines without a value stand among the rows, they are rows at the end too.
  if (end === records.length && records.some(isEmpty)) return { begin: bytes.length, below: null };
  const numbers = filledLines(bytes.subarray(lastRow.end), separators).map(line => lastRow.nextLine + line);
  if (numbers.length === 0) return { begin: bytes.length, below: null };
  const note = records.slice(end).find(record => !isEmpty(record));
  const text = (note?.fields ?? [])
    .filter(cell => cell.trim() !== '')
    .join(separators.delimiter === SPACE ? ' ' : separators.delimiter === COLON ? ': ' : ', ')
    .slice(0, MAX_SHOWN);
  return { begin: lastRow.end, below: { first: numbers[0]!, last: numbers.at(-1)!, lines: numbers.length, text } };
}

/** Where a record starts, not too far from the end: without quotes, every line starts one. */
function startOfTail(bytes: Buffer, { quote }: Separators): { offset: number; line: number } {
  const far = bytes.length - TAIL_BYTES;
  if (far <= 0 || (quote !== null && bytes.includes(quote))) return { offset: 0, line: 1 };
  const offset = lineEnd(bytes, far).next;
  return { offset, line: 1 + countLineEnds(bytes.subarray(0, offset)) };
}

/** The lines, from 0, that hold more than blanks around fields. */
function filledLines(bytes: Buffer, { delimiter }: Separators): number[] {
  const lines: number[] = [];
  for (let [at, line] = [0, 0]; at < bytes.length; line++) {
    const { end, next } = lineEnd(bytes, at);
    if (bytes.subarray(at, end).some(byte => byte !== SPACE && (byte !== TAB || delimiter === TAB))) lines.push(line);
    at = next;
  }
  return lines;
}

/** Behind the line of the last byte that is no delimiter; 0 where there is none. */
function solidEnd(bytes: Uint8Array, separators: Separators): number {
  let at = bytes.length;
  while (at > 0 && isEmptyByte(bytes[at - 1]!, separators)) at--;
  return at === 0 ? 0 : lineEnd(bytes, at).next;
}

function isEmptyByte(byte: number, { delimiter }: Separators): boolean {
  return byte === delimiter || byte === SPACE || byte === TAB || isLineEnd(byte);
}

/** Makes lines blank, and leaves their ends. */
function blankLines(bytes: Uint8Array, begin: number): void {
  for (let at = begin; at < bytes.length; at++) if (!isLineEnd(bytes[at])) bytes[at] = SPACE;
}

/**
 * Records as texts, for the start of a text: from which dialect and header are inferred. The grammar is that of
 * record-end.ts; unquoted fields lose blanks at both ends, and lines that are blank or comments are no records. Where
 * the delimiter is a space, runs of spaces and tabs part fields, and those around them are nothing.
 */

import { withoutBlanks } from '../../tables/cells/blank.ts';
import { countLineEnds } from '../input/line-ends.ts';
import type { Head } from '../input/text.ts';
import type { Separators } from './record-end.ts';
import type { Line } from './shape/line.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

export interface TextRecord extends Line {
  /** Whether text stands behind the closing quote of a field. */
  readonly torn: boolean;
}

/** Where the line that starts at `at` ends, and where the next starts. */
export function lineEnd(bytes: Uint8Array, at: number): { end: number; next: number } {
  let end = at;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  const next = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
  return { end, next: Math.min(next, bytes.length) };
}

/** The records from `start`, without a last one that may go on behind the head, or has a quote that is never closed. */
export function* readRecords(
  { bytes, complete }: Head,
  separators: Separators,
  start = { offset: 0, line: 1 },
): Generator<TextRecord> {
  let { offset: at, line } = start;
  while (at < bytes.length) {
    const { end, next } = lineEnd(bytes, at);
    if (isPassedOver(bytes, at, end, separators)) {
      at = next;
      line++;
      continue;
    }
    const parser = new RecordParser(bytes, at, separators);
    if (!parser.parseLine(end)) parser.parse();
    const record = lineEnd(bytes, parser.at);
    if (parser.open || (!complete && record.next === bytes.length && bytes.at(-1) !== LF)) return;
    const isOneLine = record.next === next && record.end < next;
    const nextLine = line + (isOneLine ? 1 : countLineEnds(bytes.subarray(at, record.next)));
    const { fields, quoted, torn } = parser;
    yield { fields, quoted, torn, line, begin: at, end: record.next, nextLine };
    line = nextLine;
    at = record.next;
  }
}

/** As many of them as there are, but `most`. */
export function firstRecords(
  head: Head,
  separators: Separators,
  most: number,
  start = { offset: 0, line: 1 },
): TextRecord[] {
  const records: TextRecord[] = [];
  for (const record of readRecords(head, separators, start)) if (records.push(record) === most) break;
  return records;
}

/** The number of fields that most records have. */
export function commonWidth(records: readonly TextRecord[]): number {
  const times = new Map<number, number>();
  for (const { fields } of records) times.set(fields.length, (times.get(fields.length) ?? 0) + 1);
  const most = Math.max(...times.values());
  return [...times].find(([, seen]) => seen === most)?.[0] ?? 0;
}

/** Whether a line is blank or a comment. */
function isPassedOver(bytes: Uint8Array, begin: number, end: number, { delimiter, comment }: Separators): boolean {
  if (comment !== null && bytes[begin] === comment && begin < end) return true;
  for (let at = begin; at < end; at++) {
    const byte = bytes[at];
    if ((byte !== SPACE && byte !== TAB) || (byte === delimiter && byte !== SPACE)) return false;
  }
  return true;
}

/** The bytes without the first of each pair of a quote or escape and what it protects, of which there are `pairs`. */
function unescaped(bytes: Buffer, quote: number, escapeByte: number, pairs: number): Buffer {
  const left = Buffer.allocUnsafe(bytes.length - pairs);
  for (let [from, to] = [0, 0]; from < bytes.length; from++) {
    if (isPair(bytes, from, quote, escapeByte)) from++;
    left[to++] = bytes[from]!;
  }
  return left;
}

/** Whether a byte protects the next: a quote another quote, an escape a quote or another escape. */
function isPair(bytes: Buffer, at: number, quote: number, escapeByte: number): boolean {
  if (bytes[at] === quote) return bytes[at + 1] === quote;
  return bytes[at] === escapeByte && (bytes[at + 1] === quote || bytes[at + 1] === escapeByte);
}

class RecordParser {
  fields: string[] = [];
  quoted: boolean[] = [];
  at: number;
  /** A quote is never closed. */
  open = false;
  torn = false;
  readonly #bytes: Buffer;
  readonly #delimiter: number;
  readonly #quote: number | null;
  readonly #escape: number | null;

  constructor(bytes: Buffer, at: number, separators: Separators) {
    const { delimiter, quote } = separators;
    this.#bytes = bytes;
    this.at = at;
    this.#delimiter = delimiter;
    this.#quote = quote;
    this.#escape = separators.escape ?? quote;
  }

  /** The short way for a line without quotes, to its end; false, and nothing, where there are some. */
  parseLine(end: number): boolean {
    const line = this.#bytes.subarray(this.at, end);
    if (this.#delimiter === SPACE || (this.#quote !== null && line.includes(this.#quote))) return false;
    const fields = line.toString('utf8').split(String.fromCharCode(this.#delimiter));
    this.fields = line.includes(SPACE) || line.includes(TAB) ? fields.map(withoutBlanks) : fields;
    this.quoted = fields.map(() => false);
    this.at = end;
    return true;
  }

  /** Goes to the line end that ends the record. */
  parse(): void {
    do {
      this.#skipBlanks();
      const begin = this.at;
      const inner = this.#bytes[begin] === this.#quote ? this.#passQuoted() : '';
      const behind = this.at;
      while (!this.#isFieldEnd()) this.at++;
      const rest = withoutBlanks(this.#bytes.toString('utf8', behind, this.at));
      this.fields.push(inner + rest);
      this.quoted.push(behind > begin && rest === '');
      this.torn ||= behind > begin && rest !== '';
    } while (this.#passDelimiter());
  }

  /** Goes behind the closing quote; the text inside. */
  #passQuoted(): string {
    const [quote, escapeByte] = [this.#quote!, this.#escape!];
    const begin = this.at + 1;
    let [end, pairs] = [begin, 0];
    for (; end < this.#bytes.length; end++) {
      if (isPair(this.#bytes, end, quote, escapeByte)) {
        end++;
        pairs++;
      } else if (this.#bytes[end] === quote) break;
    }
    this.open = end >= this.#bytes.length;
    this.at = Math.min(end + 1, this.#bytes.length);
    const inner = this.#bytes.subarray(begin, end);
    return (pairs === 0 ? inner : unescaped(inner, quote, escapeByte, pairs)).toString('utf8');
  }

  #isFieldEnd(): boolean {
    const byte = this.#bytes[this.at];
    if (byte === undefined || byte === this.#delimiter || byte === LF || byte === CR) return true;
    return byte === TAB && this.#delimiter === SPACE;
  }

  /** Whether another field follows. */
  #passDelimiter(): boolean {
    if (this.#delimiter === SPACE) {
      this.#skipBlanks();
      return !this.#isFieldEnd();
    }
    if (this.#bytes[this.at] !== this.#delimiter) return false;
    this.at++;
    return true;
  }

  #skipBlanks(): void {
    for (;;) {
      const byte = this.#bytes[this.at];
      const runs = this.#delimiter === SPACE || byte !== this.#delimiter;
      if ((byte !== SPACE && byte !== TAB) || !runs) return;
      this.at++;
    }
  }
}

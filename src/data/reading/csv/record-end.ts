/**
 * Where records end. They do at LF, CR and CRLF outside quotes; a field is quoted when its first byte that is not a
 * blank is the quote, up to a quote that is not doubled. Where there is an escape, a quote behind it does not close
 * the field either. In a line that starts with the comment byte quotes mean nothing. A quote elsewhere is an ordinary
 * character.
 */

import { instantiate } from './scanner/memory.ts';

const LF = 0x0a;
const CR = 0x0d;
const PAGE = 65_536;
const LINE = 64;

/** The bytes that part a text into records and fields; null where there is none. */
export interface Separators {
  readonly delimiter: number;
  readonly quote: number | null;
  /** The byte that makes a quote inside quotes an ordinary character. */
  readonly escape?: number | null;
  readonly comment: number | null;
}

export interface RecordEnd {
  /** The end of the last whole record; 0 is none. */
  readonly end: number;
  /** Where the quote stands that is open; -1 is none. */
  readonly opened: number;
}

export class RecordEnds {
  readonly #separators: Separators;
  #quotes: Quotes | undefined;

  constructor(separators: Separators) {
    this.#separators = separators;
  }

  /** The last record end of bytes that start with a record. `final`: nothing comes behind them, so that a last line needs no end. */
  last(bytes: Uint8Array, final: boolean): RecordEnd {
    const { quote } = this.#separators;
    // Without a quote every line end ends a record.
    if (quote === null || bytes.indexOf(quote) < 0)
      return { end: final ? bytes.length : lastLineEnd(bytes), opened: -1 };
    this.#quotes ??= new Quotes(this.#separators, quote);
    const { end, opened } = this.#quotes.last(bytes, final);
    return { end: final && opened < 0 ? bytes.length : end, opened };
  }
}

/** A line feed may follow a carriage return at the end of the bytes, and belongs to it: this is left for later. */
function lastLineEnd(bytes: Uint8Array): number {
  const decided = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
  const lineFeed = decided.lastIndexOf(LF);
  return Math.max(lineFeed, lineFeed + 1 + decided.subarray(lineFeed + 1).lastIndexOf(CR)) + 1;
}

/** Looks at every quote, in WebAssembly (scanner/assembly/ends.ts). */
class Quotes {
  readonly #exports: ReturnType<typeof instantiate>;

  constructor({ delimiter, escape: escapeByte, comment }: Separators, quote: number) {
    this.#exports = instantiate(() => Number.NaN);
    this.#exports.configure(delimiter, 0, quote, escapeByte ?? -1, comment ?? -1, 0, 0, 0);
  }

  last(bytes: Uint8Array, final: boolean): RecordEnd {
    const { memory, heapBase, lastRecordEnd, openedAt } = this.#exports;
    const start = Math.ceil(heapBase() / LINE) * LINE;
    const lacking = start + bytes.length + LINE - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
    new Uint8Array(memory.buffer).set(bytes, start);
    const end = lastRecordEnd(start, bytes.length, Number(final));
    return { end, opened: openedAt() };
  }
}

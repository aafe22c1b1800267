/**
 * A cursor over the records of a CSV in memory (RFC 4180): fields between commas, quoted fields with doubled quotes and
 * line breaks inside, records ended by CR, LF or CRLF. It finds where fields are and copies nothing; whoever needs a
 * field's text or number takes it from the bytes. A quote inside an unquoted field is an ordinary character.
 */

import { UserError } from '../errors.ts';

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const ZERO = 0x30;

export class CsvCursor {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Of the record last read: how many fields, where each starts and ends, and whether it holds doubled quotes. */
  fields = 0;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  doubled = new Uint8Array(64);
  /** The number in a field of one to seven digits and nothing else, as most are; -1 in others. */
  digits = new Int32Array(64);
  /** The line (from 1) on which the record last read starts. */
  line = 0;
  /** Empty lines passed over between records. */
  blankLines = 0;
  #at: number;
  #nextLine = 1;

  constructor(path: string, bytes: Uint8Array, begin: number) {
    this.path = path;
    this.bytes = bytes;
    this.#at = begin;
  }

  /** Reads the next record; false at the end of the file. */
  next(): boolean {
    const { bytes } = this;
    let skipped = 0;
    while (this.#at < bytes.length && (bytes[this.#at] === LF || bytes[this.#at] === CR)) {
      this.#endLine();
      skipped++;
    }
    if (this.#at >= bytes.length) return false;
    this.blankLines += skipped;
    this.line = this.#nextLine;
    this.fields = 0;
    for (;;) {
      if (this.fields === this.starts.length) this.#growFields();
      if (bytes[this.#at] === QUOTE) this.#quotedField();
      else this.#plainField();
      this.fields++;
      if (this.#at >= bytes.length) return true;
      if (bytes[this.#at] !== COMMA) {
        this.#endLine();
        return true;
      }
      this.#at++;
    }
  }

  isEmpty(field: number): boolean {
    return this.starts[field] === this.ends[field];
  }

  /** The field's text, doubled quotes made single. */
  text(field: number): string {
    const { bytes } = this;
    const start = this.starts[field]!;
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset + start, this.ends[field]! - start).toString('utf8');
    return this.doubled[field] === 1 ? raw.replaceAll('""', '"') : raw;
  }

  #plainField(): void {
    const { bytes } = this;
    const start = this.#at;
    let at = start;
    let value = 0;
    // Digits are added up on the way, which costs less than reading them again.
    let others = 0;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === COMMA || byte === LF || byte === CR) break;
      const digit = byte - ZERO;
      others |= (digit >> 31) | ((9 - digit) >> 31);
      value = (value * 10 + digit) | 0;
    }
    const length = at - start;
    this.starts[this.fields] = start;
    this.#at = this.ends[this.fields] = at;
    this.doubled[this.fields] = 0;
    this.digits[this.fields] = others === 0 && length > 0 && length < 8 ? value : -1;
  }

  #quotedField(): void {
    const { bytes } = this;
    const opened = this.#nextLine;
    let at = this.#at + 1;
    this.starts[this.fields] = at;
    this.doubled[this.fields] = 0;
    this.digits[this.fields] = -1;
    for (; ; at++) {
      if (at >= bytes.length) throw new UserError(`${this.path}:${opened}: a quote opens here and is never closed`);
      const byte = bytes[at]!;
      if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) this.#nextLine++;
      if (byte !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) break;
      this.doubled[this.fields] = 1;
      at++;
    }
    this.ends[this.fields] = at++;
    const after = bytes[at];
    if (at < bytes.length && after !== COMMA && after !== LF && after !== CR) {
      throw new UserError(
        `${this.path}:${this.#nextLine}: field ${this.fields + 1} has text after its closing quote; ` +
          'a quote inside a quoted field is written twice',
      );
    }
    this.#at = at;
  }

  #endLine(): void {
    this.#at += this.bytes[this.#at] === CR && this.bytes[this.#at + 1] === LF ? 2 : 1;
    this.#nextLine++;
  }

  #growFields(): void {
    const size = this.starts.length * 2;
    const grown = (from: Int32Array) => {
      const to = new Int32Array(size);
      to.set(from);
      return to;
    };
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
    this.digits = grown(this.digits);
    const doubled = new Uint8Array(size);
    doubled.set(this.doubled);
    this.doubled = doubled;
  }
}

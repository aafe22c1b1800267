/**
 * Where records end. They do at LF, CR and CRLF outside quotes; a field is quoted when its first byte that is not a
 * blank is the quote, up to a quote that is not doubled. Where there is an escape, a quote behind it does not close
 * the field either. In a line that starts with the comment byte quotes mean nothing. A quote elsewhere is an ordinary
 * character.
 */

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** The bytes that part a text into records and fields; null where there is none. */
export interface Separators {
  readonly delimiter: number;
  readonly quote: number | null;
  /** The byte that makes a quote inside quotes an ordinary character. */
  readonly escape?: number | null;
  readonly comment: number | null;
}

/**
 * Goes over bytes from the start of a record, and finds the end of the last record that is whole. Can go on when there
 * are more bytes behind the ones it saw.
 */
export class RecordEnds {
  /** The end of the last whole record; 0 is none. */
  end = 0;
  /** Where the quote stands that is open; -1 is none. */
  opened = -1;
  #at = 0;
  readonly #separators: Separators;
  readonly #max: number;

  constructor(separators: Separators) {
    this.#separators = separators;
    this.#max = Math.max(separators.quote ?? 0, CR);
  }

  /** Goes on to `length`. `final`: nothing comes behind it, so that a last line needs no end. */
  advance(bytes: Buffer, length: number, final: boolean): void {
    const { quote } = this.#separators;
    const unseen = bytes.subarray(this.#at, length);
    if (this.opened < 0 && (quote === null || unseen.indexOf(quote) < 0)) this.#passLines(unseen, final);
    else this.#passFields(bytes, length, final);
    if (final && this.opened < 0) this.end = length;
  }

  /** A line feed may follow a carriage return at the end of the bytes, and belongs to it: this is left for later. */
  #passLines(unseen: Buffer, final: boolean): void {
    const decided = final || unseen.at(-1) !== CR ? unseen : unseen.subarray(0, -1);
    const lineFeed = decided.lastIndexOf(LF);
    const last = Math.max(lineFeed, lineFeed + 1 + decided.subarray(lineFeed + 1).lastIndexOf(CR));
    if (last >= 0) this.end = this.#at + last + 1;
    this.#at += decided.length;
  }

  #passFields(bytes: Buffer, length: number, final: boolean): void {
    const quote = this.#separators.quote!;
    const escapeByte = this.#separators.escape ?? quote;
    const max = this.#max;
    // Whether a quote is doubled, or a line feed follows, the byte behind tells.
    const decided = final ? length : length - 1;
    let { opened, end } = this;
    let at = this.#at;
    while (at < length) {
      if (opened >= 0) {
        while (at < length && bytes[at] !== quote && bytes[at] !== escapeByte) at++;
        if (at >= decided) break;
        if (bytes[at] !== quote) {
          at += bytes[at + 1] === quote || bytes[at + 1] === escapeByte ? 2 : 1;
          continue;
        }
        if (at + 1 < length && bytes[at + 1] === quote) at++;
        else opened = -1;
        at++;
        continue;
      }
      const byte = bytes[at]!;
      if (byte > max) {
        at++;
      } else if (byte === quote) {
        if (this.#opensField(bytes, at, end)) opened = at;
        at++;
      } else if (byte === LF) {
        end = ++at;
      } else if (byte === CR) {
        if (at >= decided) break;
        at += at + 1 < length && bytes[at + 1] === LF ? 2 : 1;
        end = at;
      } else {
        at++;
      }
    }
    this.#at = at;
    this.opened = opened;
    this.end = end;
  }

  /** Whether the quote at `at` stands first in its field. `line` is where the line starts. */
  #opensField(bytes: Buffer, at: number, line: number): boolean {
    const { delimiter, comment } = this.#separators;
    if (comment !== null && bytes[line] === comment) return false;
    for (let before = at - 1; before >= line; before--) {
      const byte = bytes[before]!;
      if (byte === delimiter) return true;
      if (byte !== SPACE && byte !== TAB) return false;
      if (delimiter === SPACE) return true;
    }
    return true;
  }
}

/**
 * A source as UTF-8 text, and the complaints about bytes that are none. Offsets are bytes of that text, behind the byte
 * order mark. Lines are counted only when an error needs one: then the source is read again up to there.
 */

import { isUtf8 } from 'node:buffer';
import { UserError } from '../../../base/errors.ts';
import { settingTo } from '../../../base/text/setting-names.ts';
import { type Encoding, encodingOf, NotOfEncoding, toUtf8 } from './encoding.ts';
import type { Source } from './source.ts';

const LF = 0x0a;
const CR = 0x0d;
const REPLACEMENT = Buffer.from('\ufffd');

/** A place in a text, for people: both from 1, the column in characters. */
export interface Place {
  line: number;
  column: number;
}

export interface Head {
  readonly bytes: Buffer;
  /** Whether this is all of the text. */
  readonly complete: boolean;
}

export class Text {
  readonly source: Source;
  readonly encoding: Encoding;

  /** Throws UserError for an unknown label. `encoding`: see encodingOf. */
  static async open(source: Source, encoding: string | null): Promise<Text> {
    return new Text(source, encodingOf(await source.head(4), encoding));
  }

  constructor(source: Source, encoding: Encoding) {
    this.source = source;
    this.encoding = encoding;
  }

  get path(): string {
    return this.source.path;
  }

  /** From the start. A piece is valid until the next is asked for. Throws NotOfEncoding. */
  read(): AsyncGenerator<Uint8Array> {
    return toUtf8(this.source.read(), this.encoding);
  }

  /** The same, with errors for people. */
  async *readExplained(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.read();
    } catch (error) {
      throw await this.explained(error);
    }
  }

  /** The start of the text, checked. Throws UserError. */
  async head(bytes: number): Promise<Head> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const piece of this.read()) {
        pieces.push(new Uint8Array(piece));
        length += piece.length;
        if (length > bytes) break;
      }
    } catch (error) {
      throw await this.explained(error);
    }
    const complete = length <= bytes;
    const all = Buffer.concat(pieces);
    const head = complete ? all : all.subarray(0, startOfCharacter(all, bytes));
    await this.check(head, 0);
    return { bytes: head, complete };
  }

  /** Throws UserError where bytes of the text, which start at `offset`, are not UTF-8 or are zero. */
  async check(bytes: Buffer, offset: number): Promise<void> {
    const zero = bytes.indexOf(0);
    if (zero >= 0) throw await this.#zeroByte(offset + zero);
    if (this.encoding.label === 'utf-8' && !isUtf8(bytes)) {
      const bad = firstNotUtf8(bytes);
      const byte = bytes[bad]!.toString(16).toUpperCase();
      throw await this.errorAt(
        offset + bad,
        `is not UTF-8 text (byte 0x${byte}, as in "${around(bytes, bad)}"); if it is Latin-1, add ⟪encoding=latin1⟫`,
      );
    }
  }

  /** The error to throw for one that was caught while the text was read. */
  async explained(error: unknown): Promise<unknown> {
    if (!(error instanceof NotOfEncoding)) return error;
    const { label, markBytes } = this.encoding;
    const says = markBytes > 0 ? 'its byte order mark says' : '⟪encoding⟫ says';
    return this.errorAt(await this.#firstReplaced(), `is not ${label} text, which ${says}`);
  }

  /** "a.csv:14:3: ..." */
  async errorAt(offset: number, message: string): Promise<UserError> {
    const { line, column } = await this.locationOf(offset);
    return new UserError(`${this.path}:${line}:${column}: ${message}`);
  }

  async locationOf(offset: number): Promise<Place> {
    let line = 1;
    let column = 1;
    let previous = 0;
    let left = offset;
    for await (const piece of toUtf8(this.source.read(), this.encoding, true)) {
      for (const byte of piece.subarray(0, left)) {
        if (byte === CR || (byte === LF && previous !== CR)) line++;
        if (byte === CR || byte === LF) column = 1;
        // Bytes of the form 10xxxxxx continue a character.
        else if ((byte & 0xc0) !== 0x80) column++;
        previous = byte;
      }
      left -= Math.min(left, piece.length);
      if (left === 0) break;
    }
    return { line, column };
  }

  async #zeroByte(offset: number): Promise<UserError> {
    const { label, markBytes } = this.encoding;
    const guess = label === 'utf-8' && markBytes === 0 ? utf16Guess(await this.source.head(4096)) : null;
    if (guess !== null) {
      return new UserError(
        `${this.path}: every other byte is zero, as in UTF-16 text; add ${settingTo('encoding', guess)}`,
      );
    }
    return this.errorAt(offset, 'a zero byte; this is a binary file, or a damaged one');
  }

  /** Where the first bytes that have no meaning were; the end when there are none. */
  async #firstReplaced(): Promise<number> {
    let offset = 0;
    for await (const piece of toUtf8(this.source.read(), this.encoding, true)) {
      const at = Buffer.from(piece.buffer, piece.byteOffset, piece.length).indexOf(REPLACEMENT);
      if (at >= 0) return offset + at;
      offset += piece.length;
    }
    return offset;
  }
}

/** The highest offset up to `at` where a UTF-8 character can start. */
function startOfCharacter(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > Math.max(0, at - 3) && (bytes[start]! & 0xc0) === 0x80) start--;
  return start;
}

/** The first byte that neither is a character nor starts one. No character contains a line feed. */
function firstNotUtf8(bytes: Buffer): number {
  let at = 0;
  for (let end = bytes.indexOf(LF); end >= 0 && isUtf8(bytes.subarray(at, end)); end = bytes.indexOf(LF, at))
    at = end + 1;
  for (; at < bytes.length; ) {
    const lead = bytes[at]!;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

/** The word that a bad byte stands in, with a question mark in its place. */
function around(bytes: Buffer, bad: number): string {
  const before = bytes.toString('utf8', Math.max(0, bad - 60), bad);
  const behind = bytes.toString('latin1', bad + 1, bad + 13);
  return `${/[\p{L}\p{M}\p{N} ]{0,12}$/u.exec(before)![0]}?${/^[a-zA-Z0-9 ]*/.exec(behind)![0]}`;
}

/** The encoding of text whose every other byte is zero, nearly. */
function utf16Guess(head: Uint8Array): string | null {
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2]!++;
  const many = 0.7 * (head.length >> 1);
  if (zeros[1]! >= many && zeros[0]! < many / 10) return 'utf-16le';
  if (zeros[0]! >= many && zeros[1]! < many / 10) return 'utf-16be';
  return null;
}

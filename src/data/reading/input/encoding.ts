/** Which encoding a text has, and UTF-8 from any of them. */

import { TextDecoder } from 'node:util';
import { UserError } from '../../../base/errors.ts';

export interface Encoding {
  /** The Encoding Standard's name: utf-8, utf-16le, windows-1252 (which latin1 stands for), ... */
  readonly label: string;
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
}

/** Bytes that are not of the encoding that was named. */
export class NotOfEncoding extends Error {}

const marks = [
  { label: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { label: 'utf-16le', bytes: [0xff, 0xfe] },
  { label: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * The encoding of a text that starts with `head`: that of its byte order mark, else the one given, else UTF-8.
 *
 * Throws UserError for a label that the Encoding Standard does not know.
 */
export function encodingOf(head: Uint8Array, given: string | null): Encoding {
  const label = given === null ? 'utf-8' : nameOf(given);
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
  return mark === undefined ? { label, markBytes: 0 } : { label: mark.label, markBytes: mark.bytes.length };
}

function nameOf(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new UserError(
      `⟪encoding⟫: '${label}' is not known; expected a label of the Encoding Standard, ` +
        'such as utf-8, utf-16le, latin1, windows-1251, shift_jis or gb18030',
    );
  }
}

/**
 * The text in UTF-8, without its byte order mark. UTF-8 is passed through as it is. A piece is valid until the next is
 * asked for. Throws NotOfEncoding, unless `lenient`: then U+FFFD stands for what has no meaning.
 */
export async function* toUtf8(
  pieces: AsyncIterable<Uint8Array>,
  { label, markBytes }: Encoding,
  lenient = false,
): AsyncGenerator<Uint8Array> {
  if (label === 'utf-8') {
    yield* without(pieces, markBytes);
    return;
  }
  const decoder = new TextDecoder(label, { fatal: !lenient });
  const encoder = new TextEncoder();
  for await (const piece of pieces) {
    const bytes = encoder.encode(decoded(decoder, piece));
    if (bytes.length > 0) yield bytes;
  }
  const last = encoder.encode(decoded(decoder));
  if (last.length > 0) yield last;
}

/** The start of a text in UTF-8; what is in it already stays as it is. */
export function utf8Head(head: Uint8Array, { label, markBytes }: Encoding): Uint8Array {
  return label === 'utf-8' ? head : Buffer.from(new TextDecoder(label).decode(head.subarray(markBytes)));
}

/** A piece's text; without one, what is left of the last. */
function decoded(decoder: TextDecoder, piece?: Uint8Array): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw new NotOfEncoding();
  }
}

async function* without(pieces: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let skip = bytes;
  for await (const piece of pieces) {
    const rest = piece.subarray(skip);
    skip -= piece.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

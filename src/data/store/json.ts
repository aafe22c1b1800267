/** Reading JSON that may be anything: each function returns what it is named after, or throws Malformed. */

/** What was read is not what a program of this version has written. */
export class Malformed extends Error {
  override name = 'Malformed';
}

export type Fields = Readonly<Record<string, unknown>>;

export function malformed(what: string): Malformed {
  return new Malformed(`malformed: ${what}`);
}

export function fields(json: unknown): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw malformed('an object');
  return json as Fields;
}

export function array(json: unknown): unknown[] {
  if (!Array.isArray(json)) throw malformed('an array');
  return json;
}

export function text(json: unknown): string {
  if (typeof json !== 'string') throw malformed('a text');
  return json;
}

/** A whole number from `least` to `most`. */
export function whole(json: unknown, most = Number.MAX_SAFE_INTEGER, least = 0): number {
  if (typeof json !== 'number' || !Number.isSafeInteger(json)) throw malformed('a whole number');
  if (json < least || json > most) throw malformed('a number in its range');
  return json;
}

/** The bytes of `length` elements of `bytes` bytes each, from base64, in a buffer of their own. */
export function bits(json: unknown, length: number, bytes: number): ArrayBuffer {
  const decoded = Buffer.from(text(json), 'base64');
  if (decoded.length !== length * bytes) throw malformed('an array');
  const own = new ArrayBuffer(decoded.length);
  decoded.copy(new Uint8Array(own));
  return own;
}

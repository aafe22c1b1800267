/** Checks JSON from outside: each function returns the type in its name, or throws Malformed. */

/** A saved file does not have the form that this version writes. */
export class Malformed extends Error {
  override name = 'Malformed';
  /** The expected value, or the problem. */
  readonly what: string;

  constructor(what: string) {
    super(`malformed: ${what}`);
    this.what = what;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function malformed(what: string): Malformed {
  return new Malformed(what);
}

export function fields(json: unknown): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw malformed('an object');
  return json as Fields;
}

export function array(json: unknown): unknown[] {
  if (!Array.isArray(json)) throw malformed('an array');
  return json;
}

export function string(json: unknown): string {
  if (typeof json !== 'string') throw malformed('a text');
  return json;
}

/** A whole number from `min` to `max`. */
export function integer(json: unknown, max = Number.MAX_SAFE_INTEGER, min = 0): number {
  if (typeof json !== 'number' || !Number.isSafeInteger(json)) throw malformed('a whole number');
  if (json < min || json > max) throw malformed('a number in its range');
  return json;
}

/** A finite number from `min` to `max`. */
export function number(json: unknown, min = -Number.MAX_VALUE, max = Number.MAX_VALUE): number {
  if (typeof json !== 'number' || !(json >= min && json <= max)) throw malformed('a number in its range');
  return json;
}

export function boolean(json: unknown): boolean {
  if (typeof json !== 'boolean') throw malformed('true or false');
  return json;
}

export function oneOf<T extends string>(json: unknown, values: readonly T[]): T {
  const found = values.find(value => value === json);
  if (found === undefined) throw malformed(`one of ${values.join(', ')}`);
  return found;
}

export function orNull<T>(json: unknown, read: (json: unknown) => T): T | null {
  return json === null ? null : read(json);
}

/** The bytes of `length` elements of `bytes` bytes each, from base64, in a buffer of their own. */
export function base64Bytes(json: unknown, length: number, bytes: number): ArrayBuffer {
  const decoded = Buffer.from(string(json), 'base64');
  if (decoded.length !== length * bytes) throw malformed('an array');
  const own = new ArrayBuffer(decoded.length);
  decoded.copy(new Uint8Array(own));
  return own;
}

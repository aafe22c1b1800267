/**
 * Writes protocol buffers (https://protobuf.dev/programming-guides/encoding), as far as ONNX and TensorBoard need them. A field
 * is a key, number · 8 + wire type, and a value. Integers are varints: 7 bits a byte from the lowest on, with the eighth bit set
 * if more follow. Strings, bytes and messages follow their length.
 *
 * A message is a list of pieces that is joined once at the end, because tensors are large and should not be copied on
 * the way.
 */

export type Pieces = readonly Uint8Array[];

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** Messages of fewer bytes become one piece. */
const SMALL = 4096;

/** `value` is an integer, 0 or more. */
export function varint(field: number, value: number): Pieces {
  return [Uint8Array.from([...varintBytes(8 * field + VARINT), ...varintBytes(value)])];
}

export function float(field: number, value: number): Pieces {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  return [Uint8Array.from([...varintBytes(8 * field + FIXED32), ...bytes])];
}

export function double(field: number, value: number): Pieces {
  const bytes = new Uint8Array(Float64Array.of(value).buffer);
  return [Uint8Array.from([...varintBytes(8 * field + FIXED64), ...bytes])];
}

export function bytes(field: number, value: Uint8Array): Pieces {
  return message(field, [[value]]);
}

export function stringField(field: number, value: string): Pieces {
  return bytes(field, Buffer.from(value));
}

export function message(field: number, fields: readonly Pieces[]): Pieces {
  const inside = fields.flat();
  const length = lengthOf(inside);
  const pieces = [Uint8Array.from([...varintBytes(8 * field + LENGTH), ...varintBytes(length)]), ...inside];
  return length < SMALL ? [Buffer.concat(pieces)] : pieces;
}

/** Length in bytes. */
export function lengthOf(pieces: Pieces): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  // Divides instead of shifting: lengths may have more bits than bitwise operators take.
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

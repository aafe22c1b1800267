/** Safetensors files written by hand, and changed copies of such files. */

import { writeFileSync } from 'node:fs';

export interface HandTensor {
  shape: readonly number[];
  /** Row-major. */
  values: readonly number[];
  /** The default is F32. */
  dtype?: string;
}

const arrays: Record<string, (values: readonly number[]) => ArrayBufferView> = {
  F32: values => Float32Array.from(values),
  F64: values => Float64Array.from(values),
  I64: values => BigInt64Array.from(values.map(BigInt)),
  // These take the bits of the numbers.
  F16: values => Uint16Array.from(values),
  BF16: values => Uint16Array.from(values),
  I8: values => Int8Array.from(values),
};

/** The file of tensors in the given order, with metadata if there is any. */
export function tensorFile(tensors: Record<string, HandTensor>, metadata?: Record<string, string>): Buffer {
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, { shape, values, dtype = 'F32' }] of Object.entries(tensors)) {
    const { buffer, byteOffset, byteLength } = arrays[dtype]!(values);
    parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    header[name] = { dtype, shape, data_offsets: [end, end + byteLength] };
    end += byteLength;
  }
  return withHeader(header, Buffer.concat(parts));
}

export function writeTensors(path: string, tensors: Record<string, HandTensor>): string {
  writeFileSync(path, tensorFile(tensors));
  return path;
}

/** The file of this header and data, with the right length in front. */
export function withHeader(header: unknown, data: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

export type Below = (n: number) => number;

/** Changes bytes: flips bits, removes or copies ranges, cuts off the end. */
export function bytesChanged(whole: Buffer, below: Below): Buffer {
  const bytes = Buffer.from(whole);
  const [at, length] = [below(bytes.length), 1 + below(40)];
  const kind = below(4);
  if (kind === 0) bytes[at]! ^= 1 << below(8);
  else if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  else if (kind === 2) bytes.copy(bytes, at, below(bytes.length), below(bytes.length) + length);
  else return bytes.subarray(0, at);
  return bytes;
}

const strange: unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  2 ** 53,
  2 ** 31,
  '',
  'x',
  [],
  {},
  [[]],
  [0],
  { __proto__: null },
];

/** Changes a value of the header, or of the JSON in its metadata: replaces, removes or repeats it. */
export function valueChanged(header: any, below: Below): void {
  const names = Object.keys(header.__metadata__ ?? {});
  const inMetadata = names.length > 0 && below(2) === 0;
  const name = names[below(names.length)]!;
  if (inMetadata && name !== 'format' && name !== 'version') {
    const part = { value: JSON.parse(header.__metadata__[name]) };
    changeWithin(part, below);
    header.__metadata__[name] = JSON.stringify(part.value) ?? 'undefined';
  } else changeWithin(header, below);
}

function changeWithin(value: any, below: Below): void {
  let holder = value;
  let key: any = '';
  for (;;) {
    const keys = Object.keys(holder);
    key = keys[below(keys.length)]!;
    const inner = holder[key];
    const ends = typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0;
    if (ends || below(4) === 0) break;
    holder = inner;
  }
  const kind = below(6);
  if (kind === 0) delete holder[key];
  else if (kind === 1 && Array.isArray(holder)) holder.push(structuredClone(holder[key]));
  else holder[key] = structuredClone(strange[below(strange.length)]);
}

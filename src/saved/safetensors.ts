/**
 * Safetensors files (https://github.com/huggingface/safetensors, "Format"). A file has the length of the header in 8
 * bytes, little-endian; the header as JSON, padded with spaces to a multiple of 8 bytes; and the numbers of the tensors
 * without gaps, row-major and little-endian. The header has each tensor's dtype, shape and offsets under its name, and
 * texts under `__metadata__`.
 *
 * Tensors are sorted by the size of their elements, the largest first, and then by name, so that all are aligned.
 */

import { array, type Fields, fields, integer, malformed, string } from '../base/files/json.ts';

/** Bytes of a number. bntrain's model files have F32 and I64, checkpoints F32, F64 and U8. */
export const dtypes = { F32: 4, F64: 8, I64: 8, F16: 2, BF16: 2, U8: 1 } as const;
export type Dtype = keyof typeof dtypes;

export interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** A tensor, and the offsets of its bytes after the header. */
export interface PlacedTensor extends TensorInfo {
  readonly begin: number;
  readonly end: number;
}

export type Metadata = Readonly<Record<string, string>>;

const LENGTH_BYTES = 8;
/** The limit in other readers of the format. */
const MAX_HEADER_BYTES = 100_000_000;

/** The start of a file with these tensors, and their offsets after it, in order. */
export function makeHeader(
  tensors: readonly TensorInfo[],
  metadata: Metadata,
): { bytes: Buffer; placed: readonly PlacedTensor[] } {
  const placed: PlacedTensor[] = [];
  let end = 0;
  for (const tensor of tensors.toSorted(inOrder)) {
    const begin = end;
    end += bytesOf(tensor);
    placed.push({ ...tensor, begin, end });
  }
  const entries = placed.map(({ name, dtype, shape, begin, end }) => [
    name,
    { dtype, shape, data_offsets: [begin, end] },
  ]);
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const bytes = Buffer.alloc(LENGTH_BYTES + Math.ceil(json.length / 8) * 8, ' ');
  bytes.writeBigUInt64LE(BigInt(bytes.length - LENGTH_BYTES), 0);
  json.copy(bytes, LENGTH_BYTES);
  return { bytes, placed };
}

function inOrder(a: TensorInfo, b: TensorInfo): number {
  return dtypes[b.dtype] - dtypes[a.dtype] || (a.name < b.name ? -1 : 1);
}

export function bytesOf({ dtype, shape }: TensorInfo): number {
  return shape.reduce((product, size) => product * size, dtypes[dtype]);
}

/** The length of the header of a file of `size` bytes, from its first 8. Throws Malformed. */
export function headerLength(start: Buffer, size: number): number {
  if (size < LENGTH_BYTES) throw malformed('it is too short');
  const length = start.readBigUInt64LE(0);
  if (length > BigInt(Math.min(size - LENGTH_BYTES, MAX_HEADER_BYTES))) {
    throw malformed('it is cut short, or does not begin with the length of a header');
  }
  return Number(length);
}

/** The fields of the header. Throws Malformed if it is not a JSON object. */
export function parseHeader(bytes: Uint8Array): Fields {
  try {
    return fields(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw malformed('its header is not JSON');
  }
}

/** The texts under `__metadata__`, if there are any. Throws Malformed. */
export function metadataOf(header: Fields): Metadata {
  const entries = Object.entries(fields(header.__metadata__ ?? {}));
  return Object.fromEntries(entries.map(([name, value]) => [name, string(value)]));
}

/** The tensors by offset; they must fill `dataBytes` without gaps. Throws Malformed. */
export function tensorsOf(header: Fields, dataBytes: number): PlacedTensor[] {
  const tensors = Object.entries(header).flatMap(([name, json]) =>
    name === '__metadata__' ? [] : [tensorFrom(name, fields(json), dataBytes)],
  );
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const tensor of tensors) {
    if (tensor.begin !== end) throw malformed(`tensor '${tensor.name}' does not begin where the one before it ends`);
    end = tensor.end;
  }
  if (end < dataBytes) throw malformed(`${dataBytes - end} bytes at its end belong to no tensor`);
  return tensors;
}

function tensorFrom(name: string, json: Fields, dataBytes: number): PlacedTensor {
  const dtype = dtypeOf(name, json.dtype);
  const shape = array(json.shape).map(size => integer(size));
  const [begin, end, ...others] = array(json.data_offsets).map(offset => integer(offset));
  if (begin === undefined || end === undefined || others.length > 0) throw malformed(`the place of tensor '${name}'`);
  if (end > dataBytes) throw malformed(`it is cut short: tensor '${name}' ends beyond it`);
  const tensor = { name, dtype, shape, begin, end };
  if (bytesOf(tensor) !== end - begin) throw malformed(`tensor '${name}' has not the bytes of its shape`);
  return tensor;
}

function dtypeOf(name: string, json: unknown): Dtype {
  const known = Object.keys(dtypes) as Dtype[];
  const dtype = known.find(each => each === json);
  if (dtype === undefined) throw malformed(`tensor '${name}' has not one of the dtypes ${known.join(', ')}`);
  return dtype;
}

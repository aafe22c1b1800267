/** Reads a model file. Nothing in it is believed before it is checked, and nothing is allocated that the file does not hold. */

import { closeSync, fstatSync, openSync } from 'node:fs';
import { unreadable } from '../data/read/files.ts';
import { readAll } from '../data/store/disk.ts';
import { Malformed, malformed } from '../data/store/json.ts';
import { UserError } from '../errors.ts';
import { printable } from '../format.ts';
import { factsFrom } from './metadata.ts';
import { type SavedModel, stateDictOf } from './model.ts';
import { headerLength, metadataOf, type PlacedTensor, parseHeader, type TensorInfo, tensorsOf } from './safetensors.ts';

/** Throws UserError for whatever is no model of bntrain, says what is wrong. */
export function readModel(path: string): SavedModel {
  const fd = open(path);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new UserError(`${path}: is no file; a model is read from a file`);
    return modelIn({ size: stats.size, read: (position, length) => readExactly(fd, length, position) });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new UserError(`${path}: is not a model of bntrain, or is damaged: ${printable(error.what)}`);
  } finally {
    closeSync(fd);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Bytes of a file. */
export interface ModelBytes {
  readonly size: number;
  /** Throws Malformed. */
  read(position: number, length: number): Buffer;
}

/** Throws Malformed. */
export function modelIn({ size, read }: ModelBytes): SavedModel {
  const length = headerLength(read(0, Math.min(8, size)), size);
  const header = parseHeader(read(8, length));
  const facts = factsFrom(metadataOf(header));
  const dataBytes = size - 8 - length;
  const placed = tensorsOf(header, dataBytes);
  checkTensors(placed, stateDictOf(facts.network));
  const data = read(8 + length, dataBytes);
  const tensors = new Map<string, Float32Array>();
  for (const tensor of placed) {
    if (tensor.dtype === 'F32') tensors.set(tensor.name, floatsOf(tensor, data));
    else checkCount(tensor, data);
  }
  return { ...facts, tensors };
}

/** Bytes at a place of a file, in a buffer of their own. Throws Malformed. */
export function readExactly(fd: number, length: number, position: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  if (!readAll(fd, bytes, position)) throw malformed('it was cut while it was read');
  return bytes;
}

function checkTensors(found: readonly PlacedTensor[], expected: readonly TensorInfo[]): void {
  const byName = new Map(found.map(tensor => [tensor.name, tensor]));
  for (const { name, dtype, shape } of expected) {
    const tensor = byName.get(name);
    if (tensor === undefined) throw malformed(`tensor '${name}' is missing`);
    if (tensor.dtype !== dtype || tensor.shape.join() !== shape.join()) {
      const got = `${tensor.dtype} (${tensor.shape.join(', ')})`;
      throw malformed(`tensor '${name}' is ${got}, and the network has ${dtype} (${shape.join(', ')}) there`);
    }
    byName.delete(name);
  }
  for (const name of byName.keys()) throw malformed(`tensor '${name}' has no place in the network`);
}

function floatsOf({ name, begin, end }: PlacedTensor, data: Buffer): Float32Array {
  const values = new Float32Array(data.buffer.slice(data.byteOffset + begin, data.byteOffset + end));
  const least = name.endsWith('.running_var') ? 0 : Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) throw malformed(`tensor '${name}' holds ${values[i]}`);
    if (values[i]! < least) throw malformed(`tensor '${name}' holds ${values[i]}, and a variance is never below 0`);
  }
  return values;
}

function checkCount({ name, begin }: PlacedTensor, data: Buffer): void {
  const count = data.readBigInt64LE(begin);
  if (count < 0n) throw malformed(`tensor '${name}' holds ${count}`);
}

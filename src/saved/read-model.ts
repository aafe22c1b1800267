/** Reads a model file. Everything is checked before it is used, and no more memory is allocated than the file holds. */

import { malformed } from '../base/files/json.ts';
import { floatsFrom } from './floats.ts';
import { factsFrom } from './metadata.ts';
import type { SavedModel } from './model.ts';
import { tensorsFor } from './networks.ts';
import { headerLength, metadataOf, type PlacedTensor, parseHeader, type TensorInfo, tensorsOf } from './safetensors.ts';
import { type FileBytes, readTensorFile } from './tensor-file.ts';

/** Throws UserError, which says what is wrong, for a file that is not a bntrain model. */
export function readModel(path: string): SavedModel {
  return readTensorFile(path, 'a model of bntrain', modelIn);
}

/** Throws Malformed. */
export function modelIn({ size, read }: FileBytes): SavedModel {
  const length = headerLength(read(0, Math.min(8, size)), size);
  const header = parseHeader(read(8, length));
  const facts = factsFrom(metadataOf(header));
  const dataBytes = size - 8 - length;
  const placed = tensorsOf(header, dataBytes);
  checkTensors(placed, tensorsFor(facts.network, facts.results.length));
  const data = read(8 + length, dataBytes);
  const tensors = new Map<string, Float32Array>();
  for (const tensor of placed) {
    const { name, begin, end } = tensor;
    if (tensor.dtype === 'F32') tensors.set(name, floatsFrom(name, 'F32', data.subarray(begin, end)));
    else checkCount(tensor, data);
  }
  return { ...facts, tensors };
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

function checkCount({ name, begin }: PlacedTensor, data: Buffer): void {
  const count = data.readBigInt64LE(begin);
  if (count < 0n) throw malformed(`tensor '${name}' holds ${count}`);
}

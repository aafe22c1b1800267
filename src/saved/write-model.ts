/** Writes model files. */

import { writeAll } from '../data/store/disk.ts';
import { UserError } from '../errors.ts';
import type { KeptNetwork } from '../training/snapshot.ts';
import { type ModelFacts, metadataFor } from './metadata.ts';
import { stateDictOf } from './model.ts';
import { replaceFile } from './output-file.ts';
import { makeHeader, type PlacedTensor } from './safetensors.ts';

/** Returns the file's size in bytes. Throws UserError, which names the flag. */
export async function writeModel(flag: string, path: string, facts: ModelFacts, kept: KeptNetwork): Promise<number> {
  const { bytes, placed } = makeHeader(stateDictOf(facts.network), metadataFor(facts));
  const values = new Map(kept.tensors.map(tensor => [tensor.name, tensor.values]));
  let position = 0;
  await replaceFile(flag, path, async fd => {
    const append = async (part: Uint8Array) => {
      await writeAll(fd, part, position);
      position += part.length;
    };
    await append(bytes);
    for (const tensor of placed) await append(tensor.dtype === 'I64' ? countBytes(kept.step) : floatBytes(tensor));
  });
  return position;

  function floatBytes(tensor: PlacedTensor): Uint8Array {
    const own = values.get(tensor.name)!;
    if (!own.every(Number.isFinite)) {
      throw new UserError(`${flag}: ${path}: was not written: the network of epoch ${kept.epoch} is not finite`);
    }
    const [outputs, inputs] = tensor.shape;
    const floats = inputs === undefined ? Float32Array.from(own) : transposed(own, outputs!, inputs);
    return new Uint8Array(floats.buffer);
  }
}

/** From (inputs, outputs) to (outputs, inputs). */
export function transposed(values: ArrayLike<number>, outputs: number, inputs: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let m = 0; m < outputs; m++) {
    for (let d = 0; d < inputs; d++) turned[m * inputs + d] = values[d * outputs + m]!;
  }
  return turned;
}

/** Batches that the running statistics have seen: all steps are. */
function countBytes(count: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(count)).buffer);
}

/** Writes model files. */

import { UserError } from '../base/errors.ts';
import { writeAll } from '../base/files/disk.ts';
import { replaceFile } from '../base/files/output-file.ts';
import type { KeptNetwork } from '../training/snapshot.ts';
import { type ModelFacts, metadataFor } from './metadata.ts';
import type { SavedModel } from './model.ts';
import { type NetworkTensor, tensorsFor } from './networks.ts';
import { makeHeader } from './safetensors.ts';

/** Writes one network, or those of an ensemble. Returns the file's size in bytes. Throws UserError, which begins with `setting`. */
export async function writeModel(
  setting: string,
  path: string,
  facts: ModelFacts,
  kept: readonly KeptNetwork[],
): Promise<number> {
  const values = kept.map(({ tensors }) => new Map(tensors.map(tensor => [tensor.name, tensor.values])));
  let position = 0;
  await replaceFile(setting, path, async fd => {
    for (const part of partsOf(facts, network => kept[network]!.step, floatsOf)) {
      await writeAll(fd, part, position);
      position += part.length;
    }
  });
  return position;

  function floatsOf({ network, own: name, shape }: NetworkTensor): Float32Array {
    const own = values[network]!.get(name)!;
    if (!own.every(Number.isFinite)) {
      const { epoch } = kept[network]!;
      throw new UserError(`${setting}: ${path}: was not written: the network of epoch ${epoch} is not finite`);
    }
    const [outputs, inputs] = shape;
    return inputs === undefined ? Float32Array.from(own) : transposed(own, outputs!, inputs);
  }
}

/** The bytes of the file for a model that was read. */
export function modelBytes({ tensors, ...facts }: SavedModel): Uint8Array {
  return Buffer.concat([
    ...partsOf(
      facts,
      network => facts.results[network]!.step,
      ({ name }) => tensors.get(name)!,
    ),
  ]);
}

/** The file, piece by piece; `floatsOf` gives the numbers of a tensor as the file has them, `stepOf` the steps of a network. */
function* partsOf(
  facts: ModelFacts,
  stepOf: (network: number) => number,
  floatsOf: (tensor: NetworkTensor) => Float32Array,
): Generator<Uint8Array> {
  const tensors = new Map(tensorsFor(facts.network, facts.results.length).map(each => [each.name, each]));
  const { bytes, placed } = makeHeader([...tensors.values()], metadataFor(facts));
  yield bytes;
  for (const { name, dtype } of placed) {
    const tensor = tensors.get(name)!;
    yield dtype === 'I64' ? countBytes(stepOf(tensor.network)) : bytesOf(floatsOf(tensor));
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Transposes (inputs, outputs) to (outputs, inputs). */
export function transposed(values: ArrayLike<number>, outputs: number, inputs: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let m = 0; m < outputs; m++) {
    for (let d = 0; d < inputs; d++) turned[m * inputs + d] = values[d * outputs + m]!;
  }
  return turned;
}

/** The number of batches in the running statistics, which is the number of steps. */
function countBytes(count: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(count)).buffer);
}

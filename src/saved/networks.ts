/**
 * The networks of a model file. One network has the names of its tensors as they are. Those of an ensemble have the names of a
 * torch.nn.ModuleList: the number of the network, from 0, before each name.
 */

import type { NetworkShape } from '../network/plan.ts';
import { stateDictOf } from './model.ts';
import type { TensorInfo } from './safetensors.ts';

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, Float32Array>;

/** A tensor of a file: the network that it is of, and its name there. */
export interface NetworkTensor extends TensorInfo {
  readonly network: number;
  readonly own: string;
}

/** The tensors of a file with so many networks. */
export function tensorsFor(shape: NetworkShape, networks: number): NetworkTensor[] {
  return Array.from({ length: networks }).flatMap((_, network) =>
    stateDictOf(shape).map(info => ({ ...info, network, own: info.name, name: nameIn(networks, network, info.name) })),
  );
}

/** The tensors of each network, by their own names. */
export function networksOf(tensors: Tensors): Tensors[] {
  if (tensors.has('0.weight')) return [tensors];
  const networks: Map<string, Float32Array>[] = [];
  for (const [name, values] of tensors) {
    const dot = name.indexOf('.');
    const network = Number(name.slice(0, dot));
    networks[network] ??= new Map();
    networks[network].set(name.slice(dot + 1), values);
  }
  return networks;
}

/** The tensors of all networks, by the names of the file. */
export function joined(networks: readonly Tensors[]): Map<string, Float32Array> {
  const entries = networks.flatMap((own, network) =>
    [...own].map(([name, values]) => [nameIn(networks.length, network, name), values] as const),
  );
  return new Map(entries);
}

function nameIn(networks: number, network: number, name: string): string {
  return networks === 1 ? name : `${network}.${name}`;
}

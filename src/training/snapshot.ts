/**
 * A copy of a network's parameters, or of their average, and of its running statistics, in memory that is allocated before
 * training.
 */

import type { Vector } from '../kernels/kernels.ts';
import type { Network } from '../network/network.ts';

/** The epoch of a run to keep: the one with the lowest loss, or the last complete one. */
export type KeptEpoch = 'best' | 'last';

/** A copy of a network. Can be sent to another thread. */
export interface KeptNetwork {
  epoch: number;
  /** Steps done at the end of the epoch. */
  step: number;
  /** The state of the totals of its validation pass; null without an ensemble. */
  validated: Float64Array | null;
  /** Parameters and running statistics, with the shapes of the network. */
  tensors: readonly KeptTensor[];
}

export interface KeptTensor {
  name: string;
  values: Vector;
}

/** All parameters and all running statistics, in the layout of the network's blocks. */
export interface LearnedBlocks {
  readonly parameters: Vector;
  readonly buffers: Vector;
}

export class Snapshot {
  readonly #network: Network;
  readonly #source: LearnedBlocks;
  readonly #parameters: Vector;
  readonly #buffers: Vector;
  #captured: Pick<KeptNetwork, 'epoch' | 'step' | 'validated'> | null = null;

  /** With the average of the parameters, if it is what is copied. Throws OutOfMemory. */
  constructor(network: Network, average: Vector | null = null) {
    const { blocks, kernels } = network;
    this.#source = { parameters: average ?? blocks.parameters, buffers: blocks.buffers };
    const width = blocks.parameters instanceof Float32Array ? 'float32' : 'float64';
    this.#network = network;
    this.#parameters = kernels.memory.floats(blocks.parameters.length, width);
    this.#buffers = kernels.memory.floats(blocks.buffers.length, width);
  }

  /** Copies the network as it is now. */
  capture(epoch: number, step: number, validated: Float64Array | null): void {
    this.#parameters.set(this.#source.parameters);
    this.#buffers.set(this.#source.buffers);
    this.#captured = { epoch, step, validated };
  }

  /** The copy as blocks; the snapshot's own memory. */
  get blocks(): LearnedBlocks {
    return { parameters: this.#parameters, buffers: this.#buffers };
  }

  /** Takes over the copy of another snapshot. */
  restore({ parameters, buffers }: LearnedBlocks, epoch: number, step: number): void {
    this.#parameters.set(parameters);
    this.#buffers.set(buffers);
    this.#captured = { epoch, step, validated: null };
  }

  /** The copy as tensors. The views are the snapshot's own. */
  kept(): KeptNetwork | null {
    if (this.#captured === null) return null;
    const { blocks, parameters, buffers } = this.#network;
    const tensors = [
      ...parameters.map(({ name, view }) => ({ name, values: sameRange(view, blocks.parameters, this.#parameters) })),
      ...buffers.map(({ name, view }) => ({ name, values: sameRange(view, blocks.buffers, this.#buffers) })),
    ];
    return { ...this.#captured, tensors };
  }
}

/** The part of `copy` at the place that `view` has in `block`. */
function sameRange(view: Vector, block: Vector, copy: Vector): Vector {
  const begin = (view.byteOffset - block.byteOffset) / view.BYTES_PER_ELEMENT;
  return copy.subarray(begin, begin + view.length);
}

/** A copy of what a network has learned and keeps, in memory that is taken before training. */

import type { Vector } from '../kernels/kernels.ts';
import type { Network } from '../network/network.ts';

/** Which epoch of a run is kept: the one of the least loss, or the last that was whole. */
export type KeptEpoch = 'best' | 'last';

/** Can be sent to another thread. */
export interface KeptNetwork {
  epoch: number;
  /** Steps done by then. */
  step: number;
  /** Parameters and running statistics, shaped as the network has them. */
  tensors: readonly KeptTensor[];
}

export interface KeptTensor {
  name: string;
  values: Vector;
}

/** All parameters, and all running statistics, as the network's blocks have them. */
export interface LearnedBlocks {
  readonly parameters: Vector;
  readonly buffers: Vector;
}

export class Snapshot {
  readonly #network: Network;
  readonly #parameters: Vector;
  readonly #buffers: Vector;
  #epoch = 0;
  #step = 0;

  /** Throws OutOfMemory. */
  constructor(network: Network) {
    const { blocks, kernels } = network;
    const width = blocks.parameters instanceof Float32Array ? 'float32' : 'float64';
    this.#network = network;
    this.#parameters = kernels.memory.floats(blocks.parameters.length, width);
    this.#buffers = kernels.memory.floats(blocks.buffers.length, width);
  }

  /** The network as it is now. */
  take(epoch: number, step: number): void {
    this.#parameters.set(this.#network.blocks.parameters);
    this.#buffers.set(this.#network.blocks.buffers);
    this.#epoch = epoch;
    this.#step = step;
  }

  /** What was taken last, block by block; the snapshot's own memory. */
  get blocks(): LearnedBlocks {
    return { parameters: this.#parameters, buffers: this.#buffers };
  }

  /** Goes on from what another snapshot had taken. */
  restore({ parameters, buffers }: LearnedBlocks, epoch: number, step: number): void {
    this.#parameters.set(parameters);
    this.#buffers.set(buffers);
    this.#epoch = epoch;
    this.#step = step;
  }

  /** What was taken last. The views are the snapshot's own. */
  kept(): KeptNetwork {
    const { blocks, parameters, buffers } = this.#network;
    const tensors = [
      ...parameters.map(({ name, view }) => ({ name, values: sameStretch(view, blocks.parameters, this.#parameters) })),
      ...buffers.map(({ name, view }) => ({ name, values: sameStretch(view, blocks.buffers, this.#buffers) })),
    ];
    return { epoch: this.#epoch, step: this.#step, tensors };
  }
}

/** The part of `copy` that lies where `view` lies in `block`. */
function sameStretch(view: Vector, block: Vector, copy: Vector): Vector {
  const begin = (view.byteOffset - block.byteOffset) / view.BYTES_PER_ELEMENT;
  return copy.subarray(begin, begin + view.length);
}

/**
 * A saved network, or an ensemble, that is ready to predict. It runs in eval mode, so batch norm uses its running statistics. The
 * outputs of a row have the same bits alone and in any batch, because every kernel computes each output's sum
 * separately, in one order.
 */

import { type Engine, kernelsOf } from '../kernels/engine.ts';
import type { Kernels, Vector } from '../kernels/kernels.ts';
import { meanOutputs } from '../network/loss/mean-outputs.ts';
import { Network } from '../network/network.ts';
import type { SavedModel } from '../saved/model.ts';
import { networksOf, type Tensors } from '../saved/networks.ts';
import { transposed } from '../saved/write-model.ts';

/** Rows of a pass: larger passes are not faster. */
const CAPACITY = 256;

export class Predictor {
  readonly kernels: Kernels;
  /** Max rows of a pass. */
  readonly capacity: number;
  /** Output width. */
  readonly outputs: number;
  /** One, or those of an ensemble; all take the input of the first. */
  readonly #networks: readonly Network[];
  /** For the mean of several networks (capacity, outputs); null for one. */
  readonly #mean: Vector | null;

  /** Throws OutOfMemory. */
  constructor({ network, tensors }: Pick<SavedModel, 'network' | 'tensors'>, engine: Engine, capacity = CAPACITY) {
    this.kernels = kernelsOf(engine);
    this.capacity = capacity;
    this.outputs = network.widths.at(-1)!;
    const all = networksOf(tensors);
    this.#networks = all.map(own => loadNetwork(new Network({ ...network, capacity }, this.kernels, 'float32'), own));
    this.#mean = all.length === 1 ? null : this.kernels.memory.floats(capacity * this.outputs, 'float32');
  }

  /** Memory for encoded rows: (capacity, features). */
  get input(): Vector {
    return this.#networks[0]!.input;
  }

  /**
   * Returns logits, or standardized numbers, of the first rows of the input: (rows, outputs). Those of an ensemble are the mean
   * of its networks (network/loss/mean-outputs.ts). The next call overwrites them.
   */
  run(rows: number): Vector {
    const outputs = this.#networks.map(network => network.forward(this.input, rows, 'eval'));
    if (this.#mean === null) return outputs[0]!;
    meanOutputs(this.#mean, outputs, rows, this.outputs);
    return this.#mean;
  }
}

function loadNetwork(network: Network, tensors: Tensors): Network {
  for (const { name, shape, view } of [...network.parameters, ...network.buffers]) {
    const values = tensors.get(name)!;
    const [inputs, outputs] = shape;
    // The file stores (outputs, inputs).
    view.set(outputs === undefined ? values : transposed(values, inputs!, outputs));
  }
  return network;
}

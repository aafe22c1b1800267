/**
 * A saved network, ready for rows: forward in eval mode, so that batch norm goes by its running statistics. A row's outputs
 * have the same bits alone and in any batch: every kernel sums each output by itself, in one order.
 */

import { type Engine, kernelsOf } from '../kernels/engine.ts';
import type { Kernels, Vector } from '../kernels/kernels.ts';
import { Network } from '../network/network.ts';
import type { SavedModel } from '../saved/model.ts';
import { transposed } from '../saved/write-model.ts';

/** Rows of a pass: more are not faster. */
const CAPACITY = 256;

export class Predictor {
  readonly kernels: Kernels;
  /** Maximum rows of a pass. */
  readonly capacity: number;
  /** Output width. */
  readonly outputs: number;
  readonly #network: Network;

  /** Throws OutOfMemory. */
  constructor({ network, tensors }: Pick<SavedModel, 'network' | 'tensors'>, engine: Engine, capacity = CAPACITY) {
    this.kernels = kernelsOf(engine);
    this.capacity = capacity;
    this.outputs = network.widths.at(-1)!;
    this.#network = new Network({ ...network, capacity }, this.kernels, 'float32');
    const { parameters, buffers } = this.#network;
    for (const { name, shape, view } of [...parameters, ...buffers]) {
      const values = tensors.get(name)!;
      const [inputs, outputs] = shape;
      // The file has the outputs first.
      view.set(outputs === undefined ? values : transposed(values, inputs!, outputs));
    }
  }

  /** Where encoded rows go: (capacity, features). */
  get input(): Vector {
    return this.#network.input;
  }

  /** Logits, or standardized numbers, of the first rows of the input: (rows, outputs). The next pass overwrites them. */
  run(rows: number): Vector {
    return this.#network.forward(this.#network.input, rows, 'eval');
  }
}

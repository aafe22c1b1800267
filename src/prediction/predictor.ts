/**
 * A saved network that is ready to predict. It runs in eval mode, so batch norm uses its running statistics. The
 * outputs of a row have the same bits alone and in any batch, because every kernel computes each output's sum
 * separately, in one order.
 */

import { type Engine, kernelsOf } from '../kernels/engine.ts';
import type { Kernels, Vector } from '../kernels/kernels.ts';
import { Network } from '../network/network.ts';
import type { SavedModel } from '../saved/model.ts';
import { transposed } from '../saved/write-model.ts';

/** Rows of a pass: larger passes are not faster. */
const CAPACITY = 256;

export class Predictor {
  readonly kernels: Kernels;
  /** Max rows of a pass. */
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
      // The file stores (outputs, inputs).
      view.set(outputs === undefined ? values : transposed(values, inputs!, outputs));
    }
  }

  /** Memory for encoded rows: (capacity, features). */
  get input(): Vector {
    return this.#network.input;
  }

  /**
   * Returns logits, or standardized numbers, of the first rows of the input: (rows, outputs). The next call overwrites
   * them.
   */
  run(rows: number): Vector {
    return this.#network.forward(this.#network.input, rows, 'eval');
  }
}

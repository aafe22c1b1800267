/**
 * A network with the layers of another one and memory of its own. Probes run it, so the other network, its gradients and its
 * running statistics stay as they are.
 */

import type { Vector } from '../../kernels/kernels.ts';
import type { Mode } from '../../network/layers/layer.ts';
import { LossTotals } from '../../network/loss/totals.ts';
import { Network } from '../../network/network.ts';
import type { Task } from '../../network/tasks.ts';
import type { Batch } from '../batch.ts';

export class Twin {
  readonly network: Network;
  readonly #of: Network;
  readonly #totals: LossTotals;

  /** With room for `capacity` rows. Throws OutOfMemory. */
  constructor(of: Network, capacity: number, task: Task, labelSmoothing: number) {
    const width = of.blocks.parameters instanceof Float32Array ? 'float32' : 'float64';
    this.network = new Network({ ...of.spec, capacity }, of.kernels, width, 'separate');
    this.#of = of;
    this.#totals = new LossTotals(task, of.kernels, 0, labelSmoothing);
  }

  /** Copies parameters and running statistics. */
  update(): void {
    const { parameters, buffers } = this.network.blocks;
    parameters.set(this.#of.blocks.parameters);
    buffers.set(this.#of.blocks.buffers);
  }

  /** The output of each layer, in the order of the layers: memory of the layers. */
  trace({ x, rows }: Batch, mode: Mode): Vector[] {
    let out = x;
    return this.network.layers.map(layer => {
      out = layer.forward(out, rows, mode);
      return out.subarray(0, rows * layer.width);
    });
  }

  /** Mean loss of a batch with these outputs. */
  loss(outputs: Vector, { targets, weights, rows }: Batch): number {
    const { doutput, spec } = this.network;
    this.#totals.add(doutput, outputs, targets, weights, rows, spec.widths.at(-1)!);
    return this.#totals.batchLoss;
  }

  /** Puts the gradient of a batch's mean loss, in mode train, into the network's gradients. Returns the loss. */
  backward(batch: Batch): number {
    const loss = this.loss(this.network.forward(batch.x, batch.rows, 'train'), batch);
    this.network.backward(batch.rows);
    return loss;
  }
}

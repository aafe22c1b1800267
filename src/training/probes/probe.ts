/** A probe looks at a network on rows that stay the same: what goes into its activations, and how far running statistics lag. */

import type { ProbeEvent } from '../../events/events.ts';
import type { Vector } from '../../kernels/kernels.ts';
import type { Network } from '../../network/network.ts';
import type { Batch } from '../batch.ts';
import { activityOf } from './activity.ts';
import { type NetworkBlock, networkBlocks } from './blocks.ts';
import { driftOf } from './drift.ts';
import { percentilesOf, spreadOf } from './spread.ts';
import type { Twin } from './twin.ts';
import { finite, norm } from './vectors.ts';

/** A unit of a hidden layer; both count from 1. */
export interface ProbedUnit {
  readonly layer: number;
  readonly unit: number;
}

export type ProbeMeasures = Pick<ProbeEvent, 'rows' | 'layers' | 'unit' | 'lossRunning' | 'lossPopulation'>;

export class Probe {
  readonly #network: Network;
  readonly #twin: Twin;
  readonly #rows: Batch;
  readonly #unit: ProbedUnit | null;
  readonly #hidden: readonly NetworkBlock[];
  /** Has room for the values of the widest layer. */
  readonly #scratch: Vector;

  /** Runs the network's twin on the rows. The unit is null without hidden layers. */
  constructor(network: Network, twin: Twin, rows: Batch, unit: ProbedUnit | null) {
    this.#network = network;
    this.#twin = twin;
    this.#rows = rows;
    this.#unit = unit;
    this.#hidden = networkBlocks(network).slice(0, -1);
    const size = rows.rows * Math.max(0, ...this.#hidden.map(({ width }) => width));
    this.#scratch = network.input instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  }

  /** Measures the network as it is now. */
  measure(): ProbeMeasures {
    const twin = this.#twin;
    const rows = this.#rows;
    twin.update();
    const hasRunning = this.#network.buffers.length > 0;
    const lossRunning = hasRunning ? twin.loss(twin.trace(rows, 'eval').at(-1)!, rows) : Number.NaN;
    // In mode train the twin's running statistics change, which are not used again.
    const outputs = twin.trace(rows, 'train');
    return {
      rows: rows.rows,
      layers: this.#hidden.map(block => this.#layer(block, outputs)),
      unit: this.#unit && this.#unitIn(this.#unit, outputs),
      lossRunning: finite(lossRunning),
      lossPopulation: finite(twin.loss(outputs.at(-1)!, rows)),
    };
  }

  #layer(block: NetworkBlock, outputs: readonly Vector[]): ProbeMeasures['layers'][number] {
    const { activation, bnEps } = this.#network.spec;
    const { preactivation, affine } = valuesIn(block, outputs);
    return {
      layer: block.layer,
      preactivation: spreadOf(preactivation, this.#scratch),
      affine: affine && spreadOf(affine, this.#scratch),
      ...activityOf(activation, preactivation, block.width),
      weightNorm: finite(norm(block.weight.view)),
      ...driftOf(block, outputs[block.affine]!, bnEps),
    };
  }

  #unitIn({ layer, unit }: ProbedUnit, outputs: readonly Vector[]): ProbeMeasures['unit'] {
    const block = this.#hidden[layer - 1]!;
    const { preactivation, affine } = valuesIn(block, outputs);
    const percentiles = (values: Vector) => percentilesOf(values, this.#scratch, unit - 1, block.width);
    return { layer, unit, preactivation: percentiles(preactivation), affine: affine && percentiles(affine) };
  }
}

/** What goes into the activation, and the affine's output where a norm lies between; (rows, width). */
function valuesIn(
  { affine, norm }: NetworkBlock,
  outputs: readonly Vector[],
): { preactivation: Vector; affine: Vector | null } {
  return norm === null
    ? { preactivation: outputs[affine]!, affine: null }
    : { preactivation: outputs[norm]!, affine: outputs[affine]! };
}

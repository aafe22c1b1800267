/** Evaluates the network in eval mode, or the average of its weights: loss and scores of all rows of a dataset. */

import type { Dataset } from '../data/batches/dataset.ts';
import type { OpenDataset } from '../data/batches/windows.ts';
import type { Vector } from '../kernels/kernels.ts';
import { LossTotals } from '../network/loss/totals.ts';
import type { Network } from '../network/network.ts';
import { cutOutputs, type PredictionRange } from '../network/prediction-range.ts';
import type { Task } from '../network/tasks.ts';
import type { WeightAverage } from './average.ts';
import { allocateLike, type Batch } from './batch.ts';

/** Rows whose outputs are checked for numbers that are not finite. */
const FINITE_ROWS = 16;

export class Evaluation {
  readonly #network: Network;
  readonly #totals: LossTotals;
  readonly #rowBuffer: Vector | null;
  readonly #features: number;
  readonly #isEnding: () => boolean;
  readonly #average: WeightAverage | null;
  /** For datasets with an index; made in the first pass, which is before training. */
  #gathered: Omit<Batch, 'rows'> | null = null;

  /**
   * `rowBuffer` (…, features) is the memory for stored rows, with room for `capacity` rows or more. `isEnding` says whether
   * a pass is to be given up. The average is evaluated in the place of the weights; null for none.
   */
  constructor(
    network: Network,
    task: Task,
    rowBuffer: Vector | null,
    isEnding: () => boolean = () => false,
    average: WeightAverage | null = null,
  ) {
    this.#network = network;
    this.#totals = new LossTotals(task, network.kernels, network.spec.widths.at(-1)!);
    this.#rowBuffer = rowBuffer;
    this.#features = network.spec.widths[0]!;
    this.#isEnding = isEnding;
    this.#average = average;
  }

  /**
   * Evaluates the rows in file order, with outputs cut to the range. The next run overwrites the totals. Returns null if
   * the pass was given up between its chunks of rows.
   */
  run(dataset: OpenDataset, range: PredictionRange | null = null): LossTotals | null {
    const pass = () => this.#pass(dataset, range);
    return this.#average === null ? pass() : this.#average.inPlace(pass);
  }

  #pass(dataset: OpenDataset, range: PredictionRange | null): LossTotals | null {
    const network = this.#network;
    const { widths, capacity } = network.spec;
    const totals = this.#totals;
    totals.reset();
    for (let begin = 0; begin < dataset.rows; begin += capacity) {
      if (begin > 0 && this.#isEnding()) return null;
      const rows = Math.min(capacity, dataset.rows - begin);
      const { x, targets, weights } = this.#batch(dataset, begin, rows);
      const outputs = network.forward(x, rows, 'eval');
      cutOutputs(range, outputs, rows);
      totals.add(null, outputs, targets, weights, rows, widths.at(-1)!);
    }
    return totals;
  }

  /** Whether the network's outputs for the first rows are finite. */
  isFinite(dataset: OpenDataset): boolean {
    return this.#average === null ? this.#hasFinite(dataset) : this.#average.inPlace(() => this.#hasFinite(dataset));
  }

  #hasFinite(dataset: OpenDataset): boolean {
    const { widths, capacity } = this.#network.spec;
    const rows = Math.min(FINITE_ROWS, capacity, dataset.rows);
    const outputs = this.#network.forward(this.#batch(dataset, 0, rows).x, rows, 'eval');
    return outputs.subarray(0, rows * widths.at(-1)!).every(Number.isFinite);
  }

  /** The rows of the dataset from `begin` on. */
  #batch(dataset: OpenDataset, begin: number, rows: number): Omit<Batch, 'rows'> {
    if ('x' in dataset && dataset.index !== undefined) return this.#gather(dataset, dataset.index, begin, rows);
    return {
      x: this.#rowsOf(dataset, begin, rows),
      targets: dataset.targets.subarray(begin, begin + rows),
      weights: dataset.weights === null ? null : dataset.weights.subarray(begin, begin + rows),
    };
  }

  #gather({ x, targets, weights }: Dataset, index: Int32Array, begin: number, rows: number): Omit<Batch, 'rows'> {
    const { kernels, input, spec } = this.#network;
    this.#gathered ??= {
      x: input,
      targets: allocateLike(targets, spec.capacity, kernels.memory),
      weights: weights && allocateLike(weights, spec.capacity, kernels.memory),
    };
    const out = this.#gathered;
    kernels.gather(out.x, x, index, begin, rows, this.#features);
    kernels.gatherTargets(out.targets, targets, index, begin, rows);
    if (weights !== null) kernels.gatherTargets(out.weights!, weights, index, begin, rows);
    return out;
  }

  /**
   * Returns x (rows, features), starting at row `begin`. Stored rows are read as many at a time as the buffer holds.
   */
  #rowsOf(dataset: OpenDataset, begin: number, rows: number): Vector {
    const features = this.#features;
    if ('x' in dataset) return dataset.x.subarray(begin * features, (begin + rows) * features);
    const { capacity } = this.#network.spec;
    const buffer = this.#rowBuffer!;
    const block = Math.floor(buffer.length / features / capacity) * capacity;
    const at = begin % block;
    if (at === 0) dataset.source.read(begin, Math.min(begin + block, dataset.rows), buffer, 0);
    return buffer.subarray(at * features, (at + rows) * features);
  }
}

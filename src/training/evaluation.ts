/** Loss and score of all rows of a dataset, by the network as it is, in eval mode. */

import type { Dataset } from '../data/dataset.ts';
import { LossTotals, type Task } from '../model/loss.ts';
import type { Network } from '../model/network.ts';

export class Evaluation {
  readonly #network: Network;
  readonly #totals: LossTotals;

  constructor(network: Network, task: Task) {
    this.#network = network;
    this.#totals = new LossTotals(task, network.kernels, network.spec.widths.at(-1)!);
  }

  /** The totals are overwritten by the next run. */
  run(dataset: Dataset): LossTotals {
    const network = this.#network;
    const { widths, capacity } = network.spec;
    const features = widths[0]!;
    const totals = this.#totals;
    totals.reset();
    for (let begin = 0; begin < dataset.rows; begin += capacity) {
      const rows = Math.min(capacity, dataset.rows - begin);
      const x = dataset.x.subarray(begin * features, (begin + rows) * features);
      const outputs = network.forward(x, rows, 'eval');
      const targets = dataset.targets.subarray(begin, begin + rows);
      const weights = dataset.weights === null ? null : dataset.weights.subarray(begin, begin + rows);
      totals.add(null, outputs, targets, weights, rows, widths.at(-1)!);
    }
    return totals;
  }
}

/**
 * A step gathers a batch, runs forward, loss and backward, and updates. It creates no objects, not even boxed numbers:
 * in long runs of small networks, collecting them would count as training time.
 */

import type { Batches } from '../data/batches/batches.ts';
import type { OpenDataset } from '../data/batches/windows.ts';
import type { Targets, Vector } from '../kernels/kernels.ts';
import { LossTotals } from '../network/loss/totals.ts';
import type { Network } from '../network/network.ts';
import type { Task } from '../network/tasks.ts';
import { type ScheduleSettings, setLearningRate } from '../optimizers/schedules/learning-rate.ts';
import { type OptimizerState, Updater, type UpdateSettings } from '../optimizers/update.ts';
import { allocateLike, type Batch } from './batch.ts';
import type { TrainerState } from './state.ts';

export interface StepOptions {
  task: Task;
  network: Network;
  train: OpenDataset;
  batches: Batches;
  config: ScheduleSettings & UpdateSettings & { labelSmoothing: number | null };
  totalSteps: number;
  /** Whether to count class scores. */
  scoreClasses: boolean;
}

export class Steps {
  /** Totals of the current epoch; reset by the caller at its start. */
  readonly totals: LossTotals;
  /** Steps done. */
  count = 0;
  readonly #options: StepOptions;
  readonly #updater: Updater;
  readonly #features: number;
  readonly #outputs: number;
  /** The rows to gather from, and the batch's targets and weights. */
  readonly #x: Vector;
  readonly #targets: Targets;
  readonly #weights: Vector | null;
  /** Rows of the last batch. */
  #rows = 0;

  constructor(options: StepOptions) {
    const { task, network, train, batches, config, scoreClasses } = options;
    const { widths } = network.spec;
    this.#options = options;
    this.#features = widths[0]!;
    this.#outputs = widths.at(-1)!;
    const classes = scoreClasses ? this.#outputs : 0;
    this.totals = new LossTotals(task, network.kernels, classes, config.labelSmoothing ?? 0);
    this.#updater = new Updater(network, config);
    this.#x = 'x' in train ? train.x : batches.windows!.x;
    const { capacity } = network.spec;
    const { memory } = network.kernels;
    this.#targets = allocateLike(train.targets, capacity, memory);
    this.#weights = train.weights && allocateLike(train.weights, capacity, memory);
  }

  /** Learning rate of the last step. */
  get learningRate(): number {
    return this.#updater.rates[0]!;
  }

  /** The batch of the last step, until the network's next pass. */
  get batch(): Batch {
    return { x: this.#options.network.input, targets: this.#targets, weights: this.#weights, rows: this.#rows };
  }

  get optimizerState(): OptimizerState {
    return this.#updater.state;
  }

  /** The average of the weights; null for none. */
  get average(): Vector | null {
    return this.#updater.average;
  }

  /** Continues from a state. */
  restore({ steps, totals, optimizer }: TrainerState): void {
    this.count = steps;
    this.totals.restore(totals);
    for (const [name, block] of Object.entries(this.optimizerState)) block.set(optimizer[name]!);
  }

  /** Takes the step of one batch. Returns false if the loss is not finite; then nothing is updated. */
  runStep(index: number): boolean {
    const { network, train, batches, config, totalSteps } = this.#options;
    const { kernels, input, doutput } = network;
    const begin = batches.seek(index);
    const rows = batches.size(index);
    const weights = this.#weights;
    this.#rows = rows;
    kernels.gather(input, this.#x, batches.slots, begin, rows, this.#features);
    kernels.gatherTargets(this.#targets, train.targets, batches.positions, begin, rows);
    if (weights !== null) kernels.gatherTargets(weights, train.weights!, batches.positions, begin, rows);

    const outputs = network.forward(input, rows, 'train');
    this.totals.add(doutput, outputs, this.#targets, weights, rows, this.#outputs);
    this.count++;
    setLearningRate(this.#updater.rates, config, this.count, totalSteps);
    if (!Number.isFinite(this.totals.batchLoss)) return false;
    network.backward(rows);
    this.#updater.step(this.count);
    return true;
  }
}

/**
 * Adds up losses and scores over the batches of a pass. Losses are means over rows, weighted if the rows have weights.
 * Scores have no weights: accuracy for classes, R² for numbers. Smoothing of labels changes gradients alone, so losses of training
 * and of validation can be compared.
 */

import { RunningVariance } from '../../base/numbers/running-variance.ts';
import type { Kernels, LossKernel, Scalars, Targets, Vector } from '../../kernels/kernels.ts';
import { type Task, tasks } from '../tasks.ts';
import { ClassCounts, type ClassScores } from './class-scores.ts';

/** Size of a state without the counts of the classes. */
const SUMS = 7;

/** Size of a state of LossTotals. */
export function totalsSize(task: Task, classes: number): number {
  return SUMS + (task === 'classification' ? 3 * classes : 0);
}

/** Adds up losses and scores over the batches of a pass. */
export class LossTotals {
  readonly #task: Task;
  readonly #loss: LossKernel;
  readonly #batch: Float64Array;
  readonly #smoothing: Scalars;
  readonly #counts: ClassCounts | null;
  #batchLoss = Number.NaN;
  #rows = 0;
  #weight = 0;
  #lossSum = 0;
  #scoreSum = 0;
  readonly #targets = new RunningVariance();

  /** `classes` is the number of classes whose scores are counted; 0 counts none. `smoothing` is that of the labels. */
  constructor(task: Task, kernels: Kernels, classes = 0, smoothing = 0) {
    this.#task = task;
    this.#counts = task === 'classification' && classes > 0 ? new ClassCounts(classes) : null;
    this.#loss = kernels.losses[tasks[task].loss];
    this.#smoothing = Float64Array.of(smoothing);
    this.#batch = kernels.memory.floats(3, 'float64') as Float64Array;
  }

  reset(): void {
    this.#rows = this.#weight = this.#lossSum = this.#scoreSum = 0;
    this.#targets.count = this.#targets.mean = this.#targets.squares = 0;
    this.#counts?.reset();
  }

  /** All sums, from which `restore` continues. */
  get state(): Float64Array {
    const counts = this.#counts?.state ?? new Float64Array(0);
    const state = new Float64Array(SUMS + counts.length);
    state.set([this.#rows, this.#weight, this.#lossSum, this.#scoreSum, this.#targets.mean, this.#targets.squares]);
    state[SUMS - 1] = this.#batchLoss;
    state.set(counts, SUMS);
    return state;
  }

  restore(state: Float64Array): void {
    [
      this.#rows,
      this.#weight,
      this.#lossSum,
      this.#scoreSum,
      this.#targets.mean,
      this.#targets.squares,
      this.#batchLoss,
    ] = state as unknown as [number, number, number, number, number, number, number];
    this.#targets.count = this.#rows;
    this.#counts?.restore(state.subarray(SUMS));
  }

  /** Adds the sums of another pass, over other rows. */
  addState(state: Float64Array): void {
    const [rows, weight, lossSum, scoreSum, mean, squares] = state as unknown as number[];
    this.#rows += rows!;
    this.#weight += weight!;
    this.#lossSum += lossSum!;
    this.#scoreSum += scoreSum!;
    if (this.#task === 'regression') this.#targets.merge(rows!, mean!, squares!);
    this.#counts?.addState(state.subarray(SUMS));
  }

  /**
   * Adds a batch of outputs (rows, outputs) against its targets (rows), with weights (rows) or null. doutput, unless null,
   * becomes the gradient of the batch's mean loss.
   */
  add(
    doutput: Vector | null,
    outputs: Vector,
    targets: Targets,
    weights: Vector | null,
    rows: number,
    width: number,
  ): void {
    const batch = this.#batch;
    this.#loss(batch, doutput, outputs, targets, weights, this.#smoothing, rows, width);
    if (this.#task === 'classification') this.#counts?.add(outputs, targets as Int32Array, rows);
    else for (let n = 0; n < rows; n++) this.#targets.add(targets[n]!);
    this.#rows += rows;
    this.#lossSum += batch[0]!;
    this.#scoreSum += batch[1]!;
    this.#weight += batch[2]!;
    this.#batchLoss = meanOf(batch[0]!, batch[2]!);
  }

  /**
   * Mean loss of the last batch. `add` does not return it, because a returned number would be an object in each step.
   */
  get batchLoss(): number {
    return this.#batchLoss;
  }

  get loss(): number {
    return meanOf(this.#lossSum, this.#weight);
  }

  /** Root of the mean squared error of numbers, which no weight and no other loss changes; NaN for classes. */
  get rmse(): number {
    return this.#task === 'regression' ? Math.sqrt(this.#scoreSum / this.#rows) : Number.NaN;
  }

  /** The scores of the classes; null if they are not counted. */
  get classScores(): ClassScores | null {
    return this.#counts?.scores() ?? null;
  }

  /** Accuracy, or R² = 1 - squared error / squared deviation from the mean; R² of equal targets is NaN. */
  get score(): number {
    if (this.#task === 'classification') return this.#scoreSum / this.#rows;
    return this.#targets.squares > 0 ? 1 - this.#scoreSum / this.#targets.squares : Number.NaN;
  }
}

/** The mean; 0 if no row counts, because the sum is 0 too. NaN stays NaN. */
function meanOf(sum: number, weight: number): number {
  return weight > 0 ? sum / weight : sum;
}

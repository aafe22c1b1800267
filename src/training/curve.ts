/**
 * Stores the events of an arm's steps and epochs as rows of numbers: enough to emit them again, and small enough to be
 * written often. Each event adds a row.
 *
 * The row of an epoch has trainLoss, trainScore, whether rows validated (1 or 0), validationLoss, validationScore,
 * seconds and two scores: rmse and 0, or balancedAccuracy and macroF1. The row of a step event has loss and
 * learningRate. The index of a row gives its epoch or step.
 */

import type { Arm, EpochEvent, Scores, StepEvent } from '../events/events.ts';
import type { Task } from '../network/tasks.ts';

export const EPOCH_NUMBERS = 8;
export const STEP_NUMBERS = 2;

/** The event of an epoch, and the scores that the result reports if it is the best or the last. */
export type EvaluatedEpoch = EpochEvent & { scores: Scores };

/** The numbers that give the indices of rows their meaning. */
export interface CurveScale {
  arm: Arm;
  seed: number;
  task: Task;
  stepsPerEpoch: number;
  /** Steps between step events; null for none. */
  logSteps: number | null;
}

export class Curve {
  readonly #scale: CurveScale;
  readonly #epochs: Rows;
  readonly #steps: Rows;

  /** `epochs` (n, EPOCH_NUMBERS) and `steps` (m, STEP_NUMBERS) are the rows so far. */
  constructor(
    scale: CurveScale,
    epochs: Float64Array = new Float64Array(0),
    steps: Float64Array = new Float64Array(0),
  ) {
    this.#scale = scale;
    this.#epochs = new Rows(EPOCH_NUMBERS, epochs);
    this.#steps = new Rows(STEP_NUMBERS, steps);
  }

  addEpoch(epoch: EvaluatedEpoch): void {
    const { trainLoss, trainScore, validationLoss, validationScore, seconds, scores } = epoch;
    const validated = validationLoss === null ? 0 : 1;
    const { rmse, balancedAccuracy, macroF1 } = scores;
    const pair = this.#scale.task === 'regression' ? [rmse!, 0] : [balancedAccuracy!, macroF1!];
    this.#epochs.add([trainLoss, trainScore, validated, validationLoss ?? 0, validationScore ?? 0, seconds, ...pair]);
  }

  addStep({ loss, learningRate }: StepEvent): void {
    this.#steps.add([loss, learningRate]);
  }

  /** (n, EPOCH_NUMBERS) */
  get epochs(): Float64Array {
    return this.#epochs.numbers;
  }

  /** (m, STEP_NUMBERS) */
  get steps(): Float64Array {
    return this.#steps.numbers;
  }

  /** The epochs in order, of a run with `steps` steps. */
  *evaluatedEpochs(steps: number): Generator<EvaluatedEpoch> {
    const { arm, seed, task, stepsPerEpoch } = this.#scale;
    const { numbers, count } = this.#epochs;
    for (let epoch = 0; epoch < count; epoch++) {
      const row = numbers.subarray(epoch * EPOCH_NUMBERS, (epoch + 1) * EPOCH_NUMBERS);
      const validated = row[2] === 1;
      yield {
        event: 'epoch',
        arm,
        seed,
        epoch,
        // An epoch ends early where training diverged.
        step: Math.min(epoch * stepsPerEpoch, steps),
        trainLoss: row[0]!,
        trainScore: row[1]!,
        validationLoss: validated ? row[3]! : null,
        validationScore: validated ? row[4]! : null,
        seconds: row[5]!,
        scores: task === 'regression' ? { rmse: row[6]! } : { balancedAccuracy: row[6]!, macroF1: row[7]! },
      };
    }
  }

  /** All events, in order. */
  *events(steps: number): Generator<EpochEvent | StepEvent> {
    let next = 0;
    for (const { scores, ...epoch } of this.evaluatedEpochs(steps)) {
      for (; next < this.#steps.count && this.#stepAt(next) <= epoch.step; next++) yield this.#stepEvent(next);
      yield epoch;
    }
    for (; next < this.#steps.count; next++) yield this.#stepEvent(next);
  }

  #stepAt(index: number): number {
    return (index + 1) * this.#scale.logSteps!;
  }

  #stepEvent(index: number): StepEvent {
    const { arm, seed, stepsPerEpoch } = this.#scale;
    const step = this.#stepAt(index);
    const [loss, learningRate] = this.#steps.numbers.subarray(index * STEP_NUMBERS) as unknown as [number, number];
    return { event: 'step', arm, seed, epoch: Math.ceil(step / stepsPerEpoch), step, loss, learningRate };
  }
}

/** Rows of numbers in a block that grows by doubling. */
class Rows {
  readonly #width: number;
  #block: Float64Array;
  #size: number;

  constructor(width: number, numbers: Float64Array) {
    this.#width = width;
    this.#block = numbers;
    this.#size = numbers.length;
  }

  get count(): number {
    return this.#size / this.#width;
  }

  get numbers(): Float64Array {
    return this.#block.subarray(0, this.#size);
  }

  add(row: readonly number[]): void {
    if (this.#size + this.#width > this.#block.length) {
      const larger = new Float64Array(Math.max(2 * this.#block.length, 64 * this.#width));
      larger.set(this.numbers);
      this.#block = larger;
    }
    this.#block.set(row, this.#size);
    this.#size += this.#width;
  }
}

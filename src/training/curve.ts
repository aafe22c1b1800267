/**
 * Stores the events of an arm's steps and epochs as rows of numbers: enough to emit them again, and small enough to be
 * written often. Each event adds a row.
 *
 * The row of an epoch has trainLoss, trainScore, whether rows validated (1 or 0), validationLoss, validationScore,
 * seconds and two scores: rmse and 0, or balancedAccuracy and macroF1. The row of a step event has loss and
 * learningRate. The row of a validation within an epoch has validationLoss, validationScore, seconds and the two scores. The
 * index of a row gives its epoch or step.
 */

import type { Arm, EpochEvent, Scores, StepEvent, ValidationEvent } from '../events/events.ts';
import type { Task } from '../network/tasks.ts';
import { validationAfter } from './validation-steps.ts';

export const EPOCH_NUMBERS = 8;
export const STEP_NUMBERS = 2;
export const VALIDATION_NUMBERS = 5;

/** The event of an epoch, and the scores that the result reports if it is the best or the last. */
export type EvaluatedEpoch = EpochEvent & { scores: Scores };

/** The end of an epoch, or a validation within one. */
export type EvaluatedPoint = EvaluatedEpoch | (ValidationEvent & { scores: Scores });

/** The numbers that give the indices of rows their meaning. */
export interface CurveScale {
  arm: Arm;
  seed: number;
  task: Task;
  stepsPerEpoch: number;
  /** Steps between step events; null for none. */
  logSteps: number | null;
  /** Steps between validations within epochs; null for none. */
  validateEvery: number | null;
}

/** The rows of a curve. */
export interface CurveRows {
  /** (n, EPOCH_NUMBERS) */
  readonly epochs: Float64Array;
  /** Of step events (m, STEP_NUMBERS). */
  readonly logged: Float64Array;
  /** Of validations within epochs (k, VALIDATION_NUMBERS). */
  readonly validations: Float64Array;
}

const NONE: CurveRows = {
  epochs: new Float64Array(0),
  logged: new Float64Array(0),
  validations: new Float64Array(0),
};

export class Curve {
  readonly #scale: CurveScale;
  readonly #epochs: Rows;
  readonly #steps: Rows;
  readonly #validations: Rows;

  constructor(scale: CurveScale, { epochs, logged, validations } = NONE) {
    this.#scale = scale;
    this.#epochs = new Rows(EPOCH_NUMBERS, epochs);
    this.#steps = new Rows(STEP_NUMBERS, logged);
    this.#validations = new Rows(VALIDATION_NUMBERS, validations);
  }

  addEpoch(epoch: EvaluatedEpoch): void {
    const { trainLoss, trainScore, validationLoss, validationScore, seconds, scores } = epoch;
    const validated = validationLoss === null ? 0 : 1;
    const pair = this.#pairOf(scores);
    this.#epochs.add([trainLoss, trainScore, validated, validationLoss ?? 0, validationScore ?? 0, seconds, ...pair]);
  }

  addValidation({ validationLoss, validationScore, seconds }: ValidationEvent, scores: Scores): void {
    this.#validations.add([validationLoss, validationScore, seconds, ...this.#pairOf(scores)]);
  }

  addStep({ loss, learningRate }: StepEvent): void {
    this.#steps.add([loss, learningRate]);
  }

  get rows(): CurveRows {
    const [epochs, logged, validations] = [this.#epochs, this.#steps, this.#validations].map(rows => rows.numbers);
    return { epochs: epochs!, logged: logged!, validations: validations! };
  }

  /** The validations and the ends of epochs, in order, of a run with `steps` steps. */
  *points(steps: number): Generator<EvaluatedPoint> {
    const validations = this.#validatedPoints();
    let next = validations.next();
    for (const epoch of this.#evaluatedEpochs(steps)) {
      for (; !next.done && next.value.step <= epoch.step; next = validations.next()) yield next.value;
      yield epoch;
    }
    for (; !next.done; next = validations.next()) yield next.value;
  }

  *#evaluatedEpochs(steps: number): Generator<EvaluatedEpoch> {
    const { arm, seed, stepsPerEpoch } = this.#scale;
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
        scores: this.#scoresOf(row[6]!, row[7]!),
      };
    }
  }

  *#validatedPoints(): Generator<EvaluatedPoint> {
    const { arm, seed, stepsPerEpoch, validateEvery: every } = this.#scale;
    const { numbers, count } = this.#validations;
    let step = 0;
    for (let index = 0; index < count; index++) {
      const row = numbers.subarray(index * VALIDATION_NUMBERS, (index + 1) * VALIDATION_NUMBERS);
      step = validationAfter(step, { every, stepsPerEpoch });
      const [validationLoss, validationScore, seconds] = row as unknown as [number, number, number];
      const at = { epoch: Math.ceil(step / stepsPerEpoch), step };
      const scores = this.#scoresOf(row[3]!, row[4]!);
      yield { event: 'validation', arm, seed, ...at, validationLoss, validationScore, seconds, scores };
    }
  }

  #pairOf({ rmse, balancedAccuracy, macroF1 }: Scores): [number, number] {
    return this.#scale.task === 'regression' ? [rmse!, 0] : [balancedAccuracy!, macroF1!];
  }

  #scoresOf(first: number, second: number): Scores {
    return this.#scale.task === 'regression' ? { rmse: first } : { balancedAccuracy: first, macroF1: second };
  }

  /** All events, in order. */
  *events(steps: number): Generator<EpochEvent | ValidationEvent | StepEvent> {
    let next = 0;
    for (const { scores, ...point } of this.points(steps)) {
      for (; next < this.#steps.count && this.#stepAt(next) <= point.step; next++) yield this.#stepEvent(next);
      yield point;
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

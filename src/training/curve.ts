/**
 * Stores the events of an arm's steps and epochs as rows of numbers: enough to emit them again, and small enough to be
 * written often. Each event adds a row.
 *
 * The row of an epoch has trainLoss, trainScore, whether rows validated (1 or 0), validationLoss, validationScore,
 * seconds and two scores: rmse and 0, or balancedAccuracy and macroF1. The row of a step event has loss and
 * learningRate. The row of a validation within an epoch has validationLoss, validationScore, seconds and the two scores. The
 * index of a row gives its epoch or step. Of a very long run, few rows are kept (kept-rows.ts).
 */

import type { Arm, EpochEvent, Scores, StepEvent, ValidationEvent } from '../events/events.ts';
import type { Task } from '../network/tasks.ts';
import { KeptRows, MAX_ROWS } from './kept-rows.ts';
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
  /** The part that validates the network, from 1; absent without an ensemble. */
  part?: number | undefined;
  seed: number;
  task: Task;
  stepsPerEpoch: number;
  /** Steps between step events; null for none. */
  logSteps: number | null;
  /** Steps between validations within epochs; null for none. */
  validateEvery: number | null;
}

/** The kinds of rows of a curve, each with its width. */
export const curveWidths = {
  epochs: EPOCH_NUMBERS,
  logged: STEP_NUMBERS,
  validations: VALIDATION_NUMBERS,
} as const;

export type CurvePart = keyof typeof curveWidths;

/** The rows of a curve. */
export interface CurveRows {
  /** (n, EPOCH_NUMBERS) */
  readonly epochs: Float64Array;
  /** Of step events (m, STEP_NUMBERS). */
  readonly logged: Float64Array;
  /** Of validations within epochs (k, VALIDATION_NUMBERS). */
  readonly validations: Float64Array;
  /** The indices of the rows of parts that have been thinned. */
  readonly indices: Readonly<Partial<Record<CurvePart, Float64Array>>>;
}

const NONE: CurveRows = {
  epochs: new Float64Array(0),
  logged: new Float64Array(0),
  validations: new Float64Array(0),
  indices: {},
};

/** The watched loss in the row of an epoch. */
export function watchedIn(row: Float64Array): number {
  return row[2] === 1 ? row[3]! : row[0]!;
}

export class Curve {
  readonly #scale: CurveScale;
  readonly #epochs: KeptRows;
  readonly #steps: KeptRows;
  readonly #validations: KeptRows;

  /** Continues from rows. Of more than `most` rows of a part, few are kept. */
  constructor(scale: CurveScale, rows: CurveRows = NONE, most = MAX_ROWS) {
    this.#scale = scale;
    const part = (name: CurvePart, lossOf: (row: Float64Array) => number) =>
      new KeptRows(curveWidths[name], lossOf, { numbers: rows[name], indices: rows.indices[name] }, most);
    this.#epochs = part('epochs', watchedIn);
    this.#steps = part('logged', () => Number.NaN);
    this.#validations = part('validations', ([loss]) => loss!);
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
    const parts = { epochs: this.#epochs, logged: this.#steps, validations: this.#validations };
    const thinned = Object.entries(parts).flatMap(([name, { indices }]) =>
      indices === undefined ? [] : [[name, indices] as const],
    );
    return {
      epochs: this.#epochs.numbers,
      logged: this.#steps.numbers,
      validations: this.#validations.numbers,
      indices: Object.fromEntries(thinned),
    };
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
    for (let at = 0; at < this.#epochs.count; at++) {
      const epoch = this.#epochs.indexOf(at);
      const row = this.#epochs.row(at);
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
    let step = 0;
    let passed = 0;
    for (let at = 0; at < this.#validations.count; at++) {
      const row = this.#validations.row(at);
      for (; passed <= this.#validations.indexOf(at); passed++) step = validationAfter(step, { every, stepsPerEpoch });
      const [validationLoss, validationScore, seconds] = row as unknown as [number, number, number];
      const where = { epoch: Math.ceil(step / stepsPerEpoch), step };
      const scores = this.#scoresOf(row[3]!, row[4]!);
      yield { event: 'validation', arm, seed, ...where, validationLoss, validationScore, seconds, scores };
    }
  }

  #pairOf({ rmse, balancedAccuracy, macroF1 }: Scores): [number, number] {
    return this.#scale.task === 'regression' ? [rmse!, 0] : [balancedAccuracy!, macroF1!];
  }

  #scoresOf(first: number, second: number): Scores {
    return this.#scale.task === 'regression' ? { rmse: first } : { balancedAccuracy: first, macroF1: second };
  }

  /** The events of all rows that are kept, in order. */
  *events(steps: number): Generator<EpochEvent | ValidationEvent | StepEvent> {
    let next = 0;
    for (const { scores, ...point } of this.points(steps)) {
      for (; next < this.#steps.count && this.#stepAt(next) <= point.step; next++) yield this.#stepEvent(next);
      yield point;
    }
    for (; next < this.#steps.count; next++) yield this.#stepEvent(next);
  }

  #stepAt(at: number): number {
    return (this.#steps.indexOf(at) + 1) * this.#scale.logSteps!;
  }

  #stepEvent(at: number): StepEvent {
    const { arm, seed, stepsPerEpoch } = this.#scale;
    const step = this.#stepAt(at);
    const [loss, learningRate] = this.#steps.row(at) as unknown as [number, number];
    return { event: 'step', arm, seed, epoch: Math.ceil(step / stepsPerEpoch), step, loss, learningRate };
  }
}

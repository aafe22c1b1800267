/** The history of a run: makes the events of its steps and epochs, and keeps what its result and its state need. */

import type { EpochEvent, ResultEvent, Scores, StepEvent, ValidationEvent } from '../events/events.ts';
import type { LossTotals } from '../network/loss/totals.ts';
import { BestEpoch } from './best-epoch.ts';
import { Curve, type CurveRows, type CurveScale, type EvaluatedEpoch, type EvaluatedPoint } from './curve.ts';

export interface HistoryOptions extends CurveScale {
  /** One standardized unit of a regression target, in the units of the target. */
  targetDeviation: number;
  /** Whether to keep the events, so that a state can be made of them. */
  record: boolean;
}

/** Loss and scores of a pass over rows. */
export type Pass = Pick<LossTotals, 'loss' | 'score' | 'rmse' | 'classScores'>;

/** The pass of an epoch in which training diverged. */
export const DIVERGED: Pass = { loss: Number.NaN, score: Number.NaN, rmse: Number.NaN, classScores: null };

export class History {
  readonly #options: HistoryOptions;
  readonly #epochs = new BestEpoch();
  #curve: Curve | null;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#curve = options.record ? new Curve(options) : null;
  }

  /** The fields that name the run in all of its events. */
  get run(): Pick<StepEvent, 'arm' | 'seed' | 'part'> {
    const { arm, seed, part } = this.#options;
    return part === undefined ? { arm, seed } : { arm, seed, part };
  }

  get best(): EvaluatedPoint | undefined {
    return this.#epochs.best;
  }

  get last(): EvaluatedEpoch | undefined {
    return this.#epochs.last;
  }

  get lastFinite(): EvaluatedEpoch | undefined {
    return this.#epochs.lastFinite;
  }

  addStep(step: Pick<StepEvent, 'epoch' | 'step' | 'loss' | 'learningRate'>): StepEvent {
    const event: StepEvent = { event: 'step', ...this.run, ...step };
    this.#curve?.addStep(event);
    return event;
  }

  addEpoch(at: Pick<EpochEvent, 'epoch' | 'step' | 'seconds'>, training: Pass, validation: Pass | null): EpochEvent {
    const event: EpochEvent = {
      event: 'epoch',
      ...this.run,
      epoch: at.epoch,
      step: at.step,
      trainLoss: training.loss,
      trainScore: training.score,
      validationLoss: validation?.loss ?? null,
      validationScore: validation?.score ?? null,
      seconds: at.seconds,
    };
    const evaluated = { ...event, scores: this.#scores(validation ?? training) };
    this.#epochs.add(evaluated);
    this.#curve?.addEpoch(evaluated);
    return event;
  }

  /** Adds a validation within an epoch; returns its event, and whether it is the best point so far. */
  addValidation(
    at: Pick<ValidationEvent, 'epoch' | 'step' | 'seconds'>,
    pass: Pass,
  ): { event: ValidationEvent; isBest: boolean } {
    const { epoch, step, seconds } = at;
    const scored = { validationLoss: pass.loss, validationScore: pass.score };
    const event: ValidationEvent = { event: 'validation', ...this.run, epoch, step, ...scored, seconds };
    const evaluated = { ...event, scores: this.#scores(pass) };
    this.#epochs.add(evaluated);
    this.#curve?.addValidation(event, evaluated.scores);
    return { event, isBest: this.best === evaluated };
  }

  /** The rows of the curve; only for a run that records. */
  rows(): CurveRows {
    return this.#curve!.rows;
  }

  /** Continues from the rows of a run with `steps` steps; returns the step of the last validation within an epoch, or 0. */
  restore(rows: CurveRows, steps: number): number {
    this.#curve = new Curve(this.#options, rows);
    let validatedAt = 0;
    for (const point of this.#curve.points(steps)) {
      this.#epochs.add(point);
      if (point.event === 'validation') validatedAt = point.step;
    }
    return validatedAt;
  }

  /** The events that are kept, in order, for a run with `steps` steps; none if it does not record. */
  *events(steps: number): Generator<StepEvent | EpochEvent | ValidationEvent> {
    if (this.#curve !== null) yield* this.#curve.events(steps);
  }

  /** The best and the last epoch for the result. Needs one epoch. */
  summary(): Pick<ResultEvent, 'best' | 'final'> {
    return this.#epochs.summary();
  }

  /** The scores that the result reports of an epoch, besides those of its event. */
  #scores({ rmse, classScores }: Pass): Scores {
    const { task, targetDeviation } = this.#options;
    if (task === 'regression') return { rmse: rmse * targetDeviation };
    return classScores ?? { balancedAccuracy: Number.NaN, macroF1: Number.NaN };
  }
}

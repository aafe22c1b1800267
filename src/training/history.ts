/** The history of a run: makes the events of its steps and epochs, and keeps what its result and its state need. */

import type { EpochEvent, ProbingEvent, ResultEvent, Scores, StepEvent, ValidationEvent } from '../events/events.ts';
import type { LossTotals } from '../network/loss/totals.ts';
import { BestEpoch } from './best-epoch.ts';
import { Curve, type CurveRows, type CurveScale, type EvaluatedEpoch, type EvaluatedPoint } from './curve.ts';

export interface HistoryOptions extends CurveScale {
  /** One standardized unit of a regression target, in the units of the target. */
  targetDeviation: number;
  /** Whether to keep the events, so that a state can be made of them. */
  record: boolean;
}

/** The events of a run, as a state has them. */
export interface RecordedEvents extends CurveRows {
  /** Of probes, in order. */
  readonly probing: readonly ProbingEvent[];
}

/** Loss and scores of a pass over rows. */
export type Pass = Pick<LossTotals, 'loss' | 'score' | 'rmse' | 'classScores'>;

/** The pass of an epoch in which training diverged. */
export const DIVERGED: Pass = { loss: Number.NaN, score: Number.NaN, rmse: Number.NaN, classScores: null };

export class History {
  readonly #options: HistoryOptions;
  readonly #epochs = new BestEpoch();
  #curve: Curve | null;
  #probing: ProbingEvent[] = [];

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

  /** Adds an event of a probe. */
  addProbing(event: ProbingEvent): void {
    if (this.#curve !== null) this.#probing.push(event);
  }

  /** The rows of the curve and the events of probes; only for a run that records. */
  rows(): RecordedEvents {
    return { ...this.#curve!.rows, probing: this.#probing };
  }

  /** Continues from the rows of a run with `steps` steps; returns the step of the last validation within an epoch, or 0. */
  restore(rows: RecordedEvents, steps: number): number {
    this.#curve = new Curve(this.#options, rows);
    this.#probing = [...rows.probing];
    let validatedAt = 0;
    for (const point of this.#curve.points(steps)) {
      this.#epochs.add(point);
      if (point.event === 'validation') validatedAt = point.step;
    }
    return validatedAt;
  }

  /** The events that are kept, in order, for a run with `steps` steps; none if it does not record. */
  *events(steps: number): Generator<StepEvent | EpochEvent | ValidationEvent | ProbingEvent> {
    if (this.#curve === null) return;
    let next = 0;
    for (const event of this.#curve.events(steps)) {
      for (; next < this.#probing.length && isBefore(this.#probing[next]!, event); next++) yield this.#probing[next]!;
      yield event;
    }
    yield* this.#probing.slice(next);
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

/** Whether a probe came before an event: probes look at a step right after its own event, and at epoch 0 after that of the epoch. */
function isBefore(probing: ProbingEvent, event: StepEvent | EpochEvent | ValidationEvent): boolean {
  return probing.step < event.step || (probing.step === event.step && event.event !== 'step' && event.step > 0);
}

/**
 * Compares two paired arms: how many steps and seconds one took to reach the best loss of the other. It counts both
 * because batch norm costs time in every step.
 */

import { Thinned } from '../base/numbers/thinned.ts';
import type { ComparisonEvent, CurvePoint, EpochEvent, ResultEvent, ValidationEvent } from '../events/events.ts';
import { isBetterThanGuessing, type Level } from './guess.ts';
import type { Retry } from './retry.ts';
import { describeComparison } from './sentence.ts';
import type { StepCost, UnmeasuredSteps } from './step-cost.ts';

/** The end of an epoch, or a validation within one. */
export type LossPoint = EpochEvent | ValidationEvent;

export interface ArmRecord {
  /** All points in order, or those that `lossCurve` keeps. */
  points: readonly LossPoint[];
  /** The number of all points after training began. */
  looks: number;
  result: ResultEvent;
}

/** The record of an arm with the point of its lowest loss, which is null if no loss is finite. */
export interface ArmCurve extends ArmRecord {
  readonly best: LossPoint | null;
  /** Whether this loss is better than guessing, beyond luck. */
  readonly learned: boolean;
}

export interface ComparisonOptions extends Level {
  /** Whether the two arms have the same network, so that there is nothing to compare. */
  sameNetwork: boolean;
  /** The cost of a step of the other arm over the first, or why it was not measured. */
  stepCost: StepCost | UnmeasuredSteps;
  /** What to change if an arm diverged. */
  retry: Retry;
}

/** Binary digits by which the kept points differ: all of the first 16,384 are kept. */
const POINT_DIGITS = 14;

/** The points of an arm for a comparison: for a very long run, the best of each short range. */
export function lossCurve(): Thinned<LossPoint> {
  const loss = (point: LossPoint) => lossAt(point, 'validationLoss') ?? lossAt(point, 'trainLoss')!;
  return new Thinned(POINT_DIGITS, (point, kept) => loss(point) < loss(kept) || !Number.isFinite(loss(kept)));
}

export function recordOf(curve: Thinned<LossPoint>, result: ResultEvent): ArmRecord {
  return { points: curve.values, looks: curve.count - 1, result };
}

/** Null where this loss was not computed. */
export function lossAt(point: LossPoint, measure: Findings['measure']): number | null {
  if (measure === 'validationLoss') return point.validationLoss;
  return point.event === 'epoch' ? point.trainLoss : null;
}

/** A comparison without its sentence. */
export type Findings = Omit<ComparisonEvent, 'sentence'>;

/**
 * The mark is the best loss of the first arm if the other arm reached it; otherwise the best loss of the other arm if
 * the first reached it. An arm that was best before training, or never better than guessing, sets no mark. If an arm
 * diverged there is no mark: its settings failed, which says nothing about the other arm.
 */
export function compareArms(first: ArmRecord, other: ArmRecord, options: ComparisonOptions): ComparisonEvent {
  const measure = first.points.some(point => point.validationLoss !== null) ? 'validationLoss' : 'trainLoss';
  const withBest = (record: ArmRecord): ArmCurve => {
    const best = bestPoint(record, measure);
    const learned = best !== null && isBetterThanGuessing(lossAt(best, measure)!, record.looks, options);
    return { ...record, best, learned };
  };
  const curves = [withBest(first), withBest(other)] as const;
  const diverged = first.result.diverged || other.result.diverged;
  const mark = findMark(curves[0], curves[1], measure) ?? findMark(curves[1], curves[0], measure);
  const findings: Findings = {
    event: 'comparison',
    seed: first.result.seed,
    measure,
    reference: null,
    reachedBy: null,
    loss: null,
    referenceAt: null,
    reachedAt: null,
    stepsRatio: null,
    secondsRatio: null,
    ...costFields(options.stepCost, first.result, other.result),
    bestLoss: Object.fromEntries(curves.map(({ result, best }) => [result.arm, best && lossAt(best, measure)])),
    guessLoss: options.guessLoss,
    ...(diverged ? { retry: options.retry.settings } : mark),
  };
  return { ...findings, sentence: describeComparison(findings, curves, options) };
}

/** The mark that the reference sets; null if `other` never reached its best loss. */
function findMark(reference: ArmCurve, other: ArmCurve, measure: Findings['measure']): Partial<Findings> | null {
  const mark = reference.best;
  if (mark === null || mark.step === 0 || !reference.learned) return null;
  const loss = lossAt(mark, measure)!;
  const reached = other.points.find(each => (lossAt(each, measure) ?? Number.NaN) <= loss);
  if (reached === undefined) return null;
  return {
    reference: reference.result.arm,
    reachedBy: other.result.arm,
    loss,
    referenceAt: point(mark),
    reachedAt: point(reached),
    stepsRatio: ratio(mark.step, reached.step),
    secondsRatio: ratio(mark.seconds, reached.seconds),
  };
}

function bestPoint({ points }: ArmRecord, measure: Findings['measure']): LossPoint | null {
  let best: LossPoint | null = null;
  for (const each of points) {
    const loss = lossAt(each, measure);
    if (loss !== null && Number.isFinite(loss) && (best === null || loss < lossAt(best, measure)!)) best = each;
  }
  return best;
}

function point({ epoch, step, seconds }: LossPoint): CurvePoint {
  return { epoch, step, seconds };
}

/** Where steps were not measured by themselves, the ratio is over the whole runs. */
function costFields(cost: ComparisonOptions['stepCost'], first: ResultEvent, other: ResultEvent) {
  if (typeof cost !== 'string') {
    return { stepCostRatio: cost.ratio, stepCostLow: cost.low, stepCostHigh: cost.high, stepCostUnmeasured: null };
  }
  const stepCostRatio = ratio(perStep(other), perStep(first));
  return { stepCostRatio, stepCostLow: null, stepCostHigh: null, stepCostUnmeasured: cost };
}

function perStep(result: ResultEvent): number {
  return result.steps === 0 ? 0 : result.seconds / result.steps;
}

function ratio(numerator: number, denominator: number): number | null {
  return numerator > 0 && denominator > 0 ? numerator / denominator : null;
}

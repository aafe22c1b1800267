/**
 * Compares two paired arms: how many steps and seconds one took to reach the best loss of the other. It counts both
 * because batch norm costs time in every step.
 */

import { Thinned } from '../base/numbers/thinned.ts';
import type { ComparisonEvent, CurvePoint, EpochEvent, ResultEvent } from '../events/events.ts';
import { isBetterThanGuessing, type Level } from './guess.ts';
import { describeComparison } from './sentence.ts';
import type { StepCost } from './step-cost.ts';

export interface ArmRecord {
  /** All epochs, or those that `lossCurve` keeps. */
  epochs: readonly EpochEvent[];
  result: ResultEvent;
}

/** The record of an arm with the epoch of its lowest loss, which is null if no loss is finite. */
export interface ArmCurve extends ArmRecord {
  readonly best: EpochEvent | null;
  /** Whether this loss is better than guessing, beyond luck. */
  readonly learned: boolean;
}

export interface ComparisonOptions extends Level {
  /** Whether the two arms have the same network, so that there is nothing to compare. */
  sameNetwork: boolean;
  /** The cost of a step of the other arm over the first; null if it was not measured. */
  stepCost: StepCost | null;
}

/** Binary digits by which the kept epochs differ: all of the first 16,384 are kept. */
const EPOCH_DIGITS = 14;

/** The epochs of an arm for a comparison: for a very long run, the best of each short range. */
export function lossCurve(): Thinned<EpochEvent> {
  const loss = ({ validationLoss, trainLoss }: EpochEvent) => validationLoss ?? trainLoss;
  return new Thinned(EPOCH_DIGITS, (epoch, kept) => loss(epoch) < loss(kept) || !Number.isFinite(loss(kept)));
}

/** A comparison without its sentence. */
export type Findings = Omit<ComparisonEvent, 'sentence'>;

/**
 * The mark is the best loss of the first arm if the other arm reached it; otherwise the best loss of the other arm if
 * the first reached it. An arm that was best before training, or never better than guessing, sets no mark.
 */
export function compareArms(first: ArmRecord, other: ArmRecord, options: ComparisonOptions): ComparisonEvent {
  const measure = first.epochs.some(epoch => epoch.validationLoss !== null) ? 'validationLoss' : 'trainLoss';
  const withBest = (record: ArmRecord): ArmCurve => {
    const best = bestEpoch(record, measure);
    const learned = best !== null && isBetterThanGuessing(best[measure]!, record.epochs.at(-1)?.epoch ?? 0, options);
    return { ...record, best, learned };
  };
  const curves = [withBest(first), withBest(other)] as const;
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
    stepCostRatio: options.stepCost?.ratio ?? ratio(perStep(other.result), perStep(first.result)),
    stepCostLow: options.stepCost?.low ?? null,
    stepCostHigh: options.stepCost?.high ?? null,
    bestLoss: Object.fromEntries(curves.map(({ result, best }) => [result.arm, best?.[measure] ?? null])),
    guessLoss: options.guessLoss,
    ...(findMark(curves[0], curves[1], measure) ?? findMark(curves[1], curves[0], measure)),
  };
  return { ...findings, sentence: describeComparison(findings, curves, options) };
}

/** The mark that the reference sets; null if `other` never reached its best loss. */
function findMark(reference: ArmCurve, other: ArmCurve, measure: Findings['measure']): Partial<Findings> | null {
  const mark = reference.best;
  if (mark === null || mark.step === 0 || !reference.learned) return null;
  const loss = mark[measure]!;
  const reached = other.epochs.find(epoch => epoch[measure] !== null && epoch[measure] <= loss);
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

function bestEpoch({ epochs }: ArmRecord, measure: Findings['measure']): EpochEvent | null {
  let best: EpochEvent | null = null;
  for (const epoch of epochs) {
    const loss = epoch[measure];
    if (loss !== null && Number.isFinite(loss) && (best === null || loss < best[measure]!)) best = epoch;
  }
  return best;
}

function point({ epoch, step, seconds }: EpochEvent): CurvePoint {
  return { epoch, step, seconds };
}

function perStep(result: ResultEvent): number {
  return result.steps === 0 ? 0 : result.seconds / result.steps;
}

function ratio(numerator: number, denominator: number): number | null {
  return numerator > 0 && denominator > 0 ? numerator / denominator : null;
}

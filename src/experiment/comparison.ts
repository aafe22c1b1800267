/**
 * What the numbers of two paired arms mean: in how many steps, and in how many seconds, one came to the best loss of
 * the other. Steps and seconds both, because batch norm costs time in every step.
 */

import type { Arm, ComparisonEvent, CurvePoint, EpochEvent, ResultEvent } from '../events/events.ts';
import { tellComparison } from './sentence.ts';

export interface ArmRecord {
  epochs: readonly EpochEvent[];
  result: ResultEvent;
}

export interface ComparisonOptions {
  /** There is no batch norm in either arm. */
  sameNetwork: boolean;
}

/** A comparison but for its sentence. */
export type Findings = Omit<ComparisonEvent, 'sentence'>;

/**
 * The mark is the baseline's best loss if batch norm came to it, otherwise batch norm's if the baseline came to that. An arm that was at its best before training sets no mark.
 */
export function compareArms(baseline: ArmRecord, batchnorm: ArmRecord, options: ComparisonOptions): ComparisonEvent {
  const measure = baseline.epochs.some(epoch => epoch.validationLoss !== null) ? 'validationLoss' : 'trainLoss';
  const records = { baseline, batchnorm };
  const best = { baseline: bestEpoch(baseline, measure), batchnorm: bestEpoch(batchnorm, measure) };
  const findings: Findings = {
    event: 'comparison',
    seed: baseline.result.seed,
    measure,
    reference: null,
    reachedBy: null,
    loss: null,
    referenceAt: null,
    reachedAt: null,
    stepsRatio: null,
    secondsRatio: null,
    stepCostRatio: ratio(perStep(batchnorm.result), perStep(baseline.result)),
    bestLoss: { baseline: best.baseline?.[measure] ?? null, batchnorm: best.batchnorm?.[measure] ?? null },
    ...findMark(records, best, measure),
  };
  return { ...findings, sentence: tellComparison(findings, records, best, options) };
}

function findMark(
  records: Record<Arm, ArmRecord>,
  best: Record<Arm, EpochEvent | null>,
  measure: Findings['measure'],
): Partial<Findings> {
  for (const reference of ['baseline', 'batchnorm'] as const) {
    const reachedBy = reference === 'baseline' ? 'batchnorm' : 'baseline';
    const mark = best[reference];
    if (mark === null || mark.step === 0) continue;
    const loss = mark[measure]!;
    const reached = records[reachedBy].epochs.find(epoch => epoch[measure] !== null && epoch[measure] <= loss);
    if (reached === undefined) continue;
    const stepsRatio = ratio(mark.step, reached.step);
    const secondsRatio = ratio(mark.seconds, reached.seconds);
    return {
      reference,
      reachedBy,
      loss,
      referenceAt: point(mark),
      reachedAt: point(reached),
      stepsRatio,
      secondsRatio,
    };
  }
  return {};
}

function bestEpoch(record: ArmRecord, measure: Findings['measure']): EpochEvent | null {
  let best: EpochEvent | null = null;
  for (const epoch of record.epochs) {
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

/**
 * What the numbers of two paired arms mean: in how many steps, and in how many seconds, one came to the best loss of
 * the other. Steps and seconds both, because batch norm costs time in every step.
 */

import { duration, plural, significant, whole } from '../format.ts';
import type { Arm, ComparisonEvent, CurvePoint, EpochEvent, ResultEvent } from '../training/events.ts';

export interface ArmRecord {
  epochs: readonly EpochEvent[];
  result: ResultEvent;
}

/** From here on, seconds per step are more than noise. */
const ENOUGH_STEPS = 30;

type Measure = ComparisonEvent['measure'];

const nouns: Readonly<Record<Measure, string>> = { validationLoss: 'validation loss', trainLoss: 'training loss' };
const names: Readonly<Record<Arm, string>> = { baseline: 'the baseline', batchnorm: 'batch norm' };

/**
 * The mark is the better known of the two: the baseline's best loss if batch norm came to it, otherwise batch norm's if
 * the baseline came to that.
 */
export function compareArms(baseline: ArmRecord, batchnorm: ArmRecord): ComparisonEvent {
  const measure = baseline.epochs.some(epoch => epoch.validationLoss !== null) ? 'validationLoss' : 'trainLoss';
  const records = { baseline, batchnorm };
  const best = { baseline: bestEpoch(baseline, measure), batchnorm: bestEpoch(batchnorm, measure) };
  const bestLoss = {
    baseline: best.baseline?.[measure] ?? null,
    batchnorm: best.batchnorm?.[measure] ?? null,
  };
  const stepCostRatio = ratio(perStep(batchnorm.result), perStep(baseline.result));
  const common = { event: 'comparison', seed: baseline.result.seed, measure, stepCostRatio, bestLoss } as const;

  for (const reference of ['baseline', 'batchnorm'] as const) {
    const reachedBy = reference === 'baseline' ? 'batchnorm' : 'baseline';
    const mark = best[reference];
    const loss = bestLoss[reference];
    if (mark === null || loss === null) continue;
    const reached = records[reachedBy].epochs.find(epoch => epoch[measure] !== null && epoch[measure] <= loss);
    if (reached === undefined) continue;
    const found = {
      ...common,
      reference,
      reachedBy,
      loss,
      referenceAt: point(mark),
      reachedAt: point(reached),
      stepsRatio: ratio(mark.step, reached.step),
      secondsRatio: ratio(mark.seconds, reached.seconds),
    } as const;
    const sentences = [reachSentence(found, best[reachedBy]), costSentence(stepCostRatio, records)];
    return { ...found, sentence: sentences.filter(Boolean).join(' ') };
  }
  const none = { reference: null, reachedBy: null, loss: null, referenceAt: null, reachedAt: null };
  return {
    ...common,
    ...none,
    stepsRatio: null,
    secondsRatio: null,
    sentence: neitherSentence(records, bestLoss, measure),
  };
}

function bestEpoch(record: ArmRecord, measure: Measure): EpochEvent | null {
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

type Reached = Omit<ComparisonEvent, 'sentence'> & {
  reference: Arm;
  reachedBy: Arm;
  loss: number;
  referenceAt: CurvePoint;
  reachedAt: CurvePoint;
};

function reachSentence(found: Reached, otherBest: EpochEvent | null): string {
  const { reference, reachedBy, measure, loss, referenceAt, reachedAt } = found;
  const mark = `${possessive(reference)} best ${nouns[measure]} (${significant(loss)})`;
  if (referenceAt.step === 0) {
    if (otherBest?.step === 0) return `Neither arm got below the ${nouns[measure]} it had before training.`;
    return `${capitalized(names[reference])} never got below the ${nouns[measure]} it had before training (${significant(loss)}).`;
  }
  const steps = `${plural(reachedAt.step, 'step')} and ${duration(reachedAt.seconds)}`;
  const against = `the ${whole(referenceAt.step)} steps and ${duration(referenceAt.seconds)} of ${names[reference]}`;
  const verdict = `${compared(found.stepsRatio, 'steps')}, ${compared(found.secondsRatio, 'time')}`;
  return `${capitalized(names[reachedBy])} reached ${mark} in ${steps}, against ${against}: ${verdict}.`;
}

/** "2.3 times fewer steps", "1.4 times more time", "the same steps": to within half a percent. */
function compared(value: number | null, noun: 'steps' | 'time'): string {
  if (value === null) return `no ratio of ${noun}`;
  const less = noun === 'steps' ? 'fewer' : 'less';
  if (Math.abs(value - 1) < 0.005) return noun === 'steps' ? 'no difference in steps' : 'no difference in time';
  return value > 1 ? `${factor(value)} times ${less} ${noun}` : `${factor(1 / value)} times more ${noun}`;
}

/** Nothing of runs that were too short for their time to mean anything. */
function costSentence(stepCostRatio: number | null, records: Record<Arm, ArmRecord>): string {
  const steps = Math.min(records.baseline.result.steps, records.batchnorm.result.steps);
  if (stepCostRatio === null || steps < ENOUGH_STEPS) return '';
  const share = Math.round(100 * Math.abs(stepCostRatio - 1));
  if (share === 0) return 'A step took as long with batch norm as without.';
  return `A step with batch norm took ${share}% ${stepCostRatio > 1 ? 'longer' : 'less time'}.`;
}

function neitherSentence(
  records: Record<Arm, ArmRecord>,
  bestLoss: Record<Arm, number | null>,
  measure: Measure,
): string {
  const diverged = (['baseline', 'batchnorm'] as const).filter(arm => records[arm].result.diverged);
  const reason = diverged.length === 2 ? 'both arms diverged' : 'there is no finite loss to compare';
  const losses = `${significant(bestLoss.baseline)} and ${significant(bestLoss.batchnorm)}`;
  return `Neither arm reached the other's best ${nouns[measure]} (${losses}): ${reason}.`;
}

function factor(value: number): string {
  return value >= 9.95 ? whole(Math.round(value)) : value.toFixed(value < 1.095 ? 2 : 1);
}

function possessive(arm: Arm): string {
  return arm === 'baseline' ? "the baseline's" : "batch norm's";
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

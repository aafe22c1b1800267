/** The closing sentences of a comparison. */

import { duration, formatCount, plural, significant } from '../base/text/format.ts';
import type { Arm, EpochEvent, ResultEvent } from '../events/events.ts';
import type { ArmRecord, ComparisonOptions, Findings } from './comparison.ts';

/** From here on, seconds per step are more than noise. */
const ENOUGH_STEPS = 30;
/** Seconds: shorter times are those of a machine that has other things to do. */
const TOO_SHORT = 0.01;
/** Times that differ by less are called about the same: machines are not quieter than that. */
const SAME_TIME = 0.05;

const nouns = { validationLoss: 'validation loss', trainLoss: 'training loss' } as const;
const names: Readonly<Record<Arm, string>> = { baseline: 'the baseline', batchnorm: 'batch norm' };
const arms = ['baseline', 'batchnorm'] as const;

export function tellComparison(
  findings: Findings,
  records: Readonly<Record<Arm, ArmRecord>>,
  best: Readonly<Record<Arm, EpochEvent | null>>,
  { sameNetwork }: ComparisonOptions,
): string {
  if (sameNetwork) return 'Both arms are the same network, so there is nothing to compare.';
  if (findings.reference === null) {
    return `${capitalized(arms.map(arm => fate(findings, records[arm].result, best[arm])).join('; '))}.`;
  }
  const diverged = arms.filter(arm => records[arm].result.diverged).map(arm => divergence(records[arm].result));
  const sentences = [...diverged.map(clause => `${capitalized(clause)}.`), reachSentence(findings)];
  const steps = Math.min(...arms.map(arm => records[arm].result.steps));
  if (steps >= ENOUGH_STEPS) sentences.push(costSentence(findings.stepCostRatio));
  return sentences.filter(Boolean).join(' ');
}

function reachSentence({ reference, reachedBy, measure, loss, referenceAt, reachedAt, ...ratios }: Findings): string {
  const by = capitalized(names[reachedBy!]);
  const mark = `${possessive(reference!)} best ${nouns[measure]} (${significant(loss)})`;
  const against = `the ${plural(referenceAt!.step, 'step')} and ${duration(referenceAt!.seconds)} of ${names[reference!]}`;
  if (reachedAt!.step === 0) return `${by} was at ${mark} before its first step, against ${against}.`;
  const steps = `${plural(reachedAt!.step, 'step')} and ${duration(reachedAt!.seconds)}`;
  const longest = Math.max(referenceAt!.seconds, reachedAt!.seconds);
  const verdict = `${comparedSteps(ratios.stepsRatio)}, ${comparedTime(ratios.secondsRatio, longest)}`;
  return `${by} reached ${mark} in ${steps}, against ${against}: ${verdict}.`;
}

function comparedSteps(ratio: number | null): string {
  if (ratio === null || ratio === 1) return 'no difference in steps';
  return ratio > 1 ? `${factor(ratio)} times fewer steps` : `${factor(1 / ratio)} times more steps`;
}

function comparedTime(ratio: number | null, longest: number): string {
  if (longest < TOO_SHORT) return 'too short a time to compare';
  if (ratio === null || Math.abs(Math.log(ratio)) < SAME_TIME) return 'about the same time';
  return ratio > 1 ? `${factor(ratio)} times less time` : `${factor(1 / ratio)} times more time`;
}

function costSentence(stepCostRatio: number | null): string {
  if (stepCostRatio === null) return '';
  const share = Math.round(100 * Math.abs(stepCostRatio - 1));
  if (share === 0) return 'A step took as long with batch norm as without.';
  return `A step with batch norm took ${share}% ${stepCostRatio > 1 ? 'longer' : 'less time'}.`;
}

/** What became of an arm, where the arms' losses have no common mark. */
function fate({ measure, bestLoss }: Findings, result: ResultEvent, best: EpochEvent | null): string {
  const name = names[result.arm];
  const loss = significant(bestLoss[result.arm]);
  if (best === null) return `${result.diverged ? divergence(result) : name} and had no finite ${nouns[measure]}`;
  if (best.step > 0) return `${name} came down to a ${nouns[measure]} of ${loss} in ${plural(best.step, 'step')}`;
  const before = `never got below the ${nouns[measure]} it had before training (${loss})`;
  return result.diverged ? `${divergence(result)} and ${before}` : `${name} ${before}`;
}

function divergence({ arm, steps }: ResultEvent): string {
  return `${names[arm]} diverged at step ${formatCount(steps)}`;
}

function factor(value: number): string {
  return value >= 9.95 ? formatCount(Math.round(value)) : value.toFixed(value < 1.095 ? 2 : 1);
}

function possessive(arm: Arm): string {
  return `${names[arm]}'s`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

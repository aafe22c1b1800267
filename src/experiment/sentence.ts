/** The closing sentences of a comparison. */

import { duration, formatCount, list, plural, significant, writtenNumber } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import type { CurvePoint, ResultEvent } from '../events/events.ts';
import { inWords, knownArm } from './arms.ts';
import { type ArmCurve, type ComparisonOptions, type Findings, lossAt } from './comparison.ts';
import type { Level } from './guess.ts';
import type { Retry } from './retry.ts';
import { MIN_STEPS, unmeasuredSteps } from './step-cost.ts';

/** Min seconds: other load on the machine dominates shorter times. */
const MIN_SECONDS = 0.01;
/** Times with a ratio closer to 1 than this are called about the same, because machines vary by as much. */
const SAME_TIME = 0.05;

/** An arm is still improving if its loss falls by this share. */
const NOTICEABLE = 0.01;

const nouns = { validationLoss: 'validation loss', trainLoss: 'training loss' } as const;

export function describeComparison(
  findings: Findings,
  curves: readonly [ArmCurve, ArmCurve],
  { sameNetwork, retry, ...level }: ComparisonOptions,
): string {
  if (sameNetwork) return 'Both arms are the same network, so there is nothing to compare.';
  if (findings.reference === null) return describeFates(findings, curves, level) + describeRetry(curves, retry);
  const sentences = [describeReach(findings, curves[0].result.arm)];
  const [first, other] = curves.map(({ result }) => result.arm) as [string, string];
  sentences.push(describeCost(findings, first, other));
  if (curves.every(curve => isStillImproving(curve, findings.measure))) {
    sentences.push('Both arms were still improving at the end: more epochs may change this.');
  }
  return sentences.filter(Boolean).join(' ');
}

function describeReach(findings: Findings, first: string): string {
  const { reference, reachedBy, measure, loss, referenceAt, reachedAt, ...ratios } = findings;
  const by = capitalized(inWords(reachedBy!));
  const name = inWords(reference!);
  const mark = `${name}'s best ${nouns[measure]} (${significant(loss)})`;
  const clocked = isClocked(findings);
  const against = `${describePoint(referenceAt!, clocked)} of ${name}`;
  if (reachedAt!.step === 0) return `${by} was at ${mark} before its first step, against ${against}.`;
  const longest = Math.max(referenceAt!.seconds, reachedAt!.seconds);
  const verdict = [compareSteps(ratios.stepsRatio), compareTimes(findings, first, longest)].filter(Boolean).join(', ');
  return `${by} reached ${mark} in ${describePoint(reachedAt!, clocked)}, against ${against}: ${verdict}.`;
}

/** Whether times are compared by the clock of the runs, because steps were not measured by themselves. */
function isClocked({ stepCostUnmeasured }: Findings): boolean {
  return stepCostUnmeasured !== null && stepCostUnmeasured !== 'few-steps';
}

/**
 * "epoch 14, 322 steps", with "and 49 ms" if times are compared by the clock. Losses are known at the ends of epochs, and where
 * rows are validated within them.
 */
function describePoint({ epoch, step, seconds }: CurvePoint, clocked: boolean): string {
  const steps = `epoch ${formatCount(epoch)}, ${plural(step, 'step')}`;
  return clocked ? `${steps} and ${duration(seconds)}` : steps;
}

/** Whether an arm had its lowest loss at its end, and the last tenth of its steps made it noticeably lower. */
function isStillImproving({ best, result, points }: ArmCurve, measure: Findings['measure']): boolean {
  if (best === null || best.step < result.steps || result.diverged || result.stoppedEarly || result.interrupted)
    return false;
  const before = points.findLast(({ step }) => step <= 0.9 * best.step);
  return before !== undefined && lossAt(best, measure)! < (1 - NOTICEABLE) * (lossAt(before, measure) ?? Number.NaN);
}

function compareSteps(ratio: number | null): string {
  if (ratio === null || ratio === 1) return 'no difference in steps';
  return ratio > 1 ? `${factor(ratio)} fewer steps` : increase(1 / ratio, 'more steps', 'as many steps');
}

/**
 * By steps times the cost of a step, where that was measured: the seconds of a run also have what else the machine did. Empty
 * after too few steps.
 */
function compareTimes(findings: Findings, first: string, longest: number): string {
  const { stepsRatio, secondsRatio, reference, stepCostRatio: ratio, stepCostLow: low, stepCostHigh: high } = findings;
  if (findings.stepCostUnmeasured === 'few-steps') return '';
  if (stepsRatio === null || ratio === null || low === null || high === null) return compareTime(secondsRatio, longest);
  // The other arm's time for one of the reference's, at most, and at least.
  const gains = [high, ratio, low].map(each => (reference === first ? stepsRatio / each : stepsRatio * each));
  const [least, gain, most] = gains.sort((a, b) => a - b) as [number, number, number];
  if (least <= 1 && most >= 1) return 'times that cannot be told apart';
  return `${compareTime(gain, Number.POSITIVE_INFINITY)} at the measured cost of a step (${timeRange(least, gain, most)})`;
}

/** "1.1× to 1.4×" faster, or "+10% to +30%" of time, from twice as much on "2.0× to 2.4×". */
function timeRange(least: number, gain: number, most: number): string {
  if (gain > 1) return `${factor(least)} to ${factor(most)}`;
  const format = gain > 0.5 ? signed : factor;
  return `${format(1 / most)} to ${format(1 / least)}`;
}

function compareTime(ratio: number | null, longest: number): string {
  if (longest < MIN_SECONDS) return 'too short a time to compare';
  if (ratio === null || Math.abs(Math.log(ratio)) < SAME_TIME) return 'about the same time';
  return ratio > 1 ? `${factor(ratio)} faster` : increase(1 / ratio, 'more time', 'the time');
}

/** Describes the cost of a step of the other arm. Against the baseline, the name of the first arm is omitted. */
function describeCost(findings: Findings, first: string, other: string): string {
  const { stepCostRatio, stepCostLow, stepCostHigh, stepCostUnmeasured } = findings;
  if (stepCostUnmeasured === 'few-steps') return `Times of fewer than ${MIN_STEPS} steps are not compared.`;
  if (stepCostRatio === null) return '';
  const isPlain = knownArm(first)?.overrides.norm === 'none';
  const without = isPlain ? 'without' : `with ${inWords(first)}`;
  const step = `A step with ${inWords(other)}`;
  const took = `${step} took ${increasing(stepCostRatio)}`;
  const than = isPlain ? '' : ` than ${without}`;
  if (stepCostLow === null || stepCostHigh === null) {
    const overall = percents(stepCostRatio) === 0 ? `${step} took as long as ${without}` : `${took}${than}`;
    return `${overall} over the whole runs, without an interval: ${unmeasuredSteps[stepCostUnmeasured!]}.`;
  }
  const [low, high] = [stepCostLow, stepCostHigh].map(signed);
  if (stepCostLow <= 1 && stepCostHigh >= 1)
    return `The times of a step with ${inWords(other)} and ${without} cannot be told apart on one thread (${low} to ${high}).`;
  return `${took}${than} on one thread (${low} to ${high}).`;
}

function percents(ratio: number): number {
  return Math.round(100 * Math.abs(ratio - 1));
}

function increasing(ratio: number): string {
  return `${percents(ratio)}% ${ratio > 1 ? 'longer' : 'less time'}`;
}

/** "+12%", "-3%" */
function signed(ratio: number): string {
  return `${ratio < 1 ? '-' : '+'}${percents(ratio)}%`;
}

/** Describes each arm by itself, without a mark. */
function describeFates(findings: Findings, curves: readonly ArmCurve[], level: Level): string {
  if (curves.every(({ best, learned }) => best !== null && !learned)) return describeNothing(findings, curves, level);
  return `${capitalized(curves.map(curve => describeFate(findings, curve, level)).join('; '))}.`;
}

/** Says why an arm may have diverged, and how to compare the arms again. Empty if none diverged. */
function describeRetry(curves: readonly ArmCurve[], { rate, settings }: Retry): string {
  const [diverged, others] = [true, false].map(did => curves.filter(({ result }) => result.diverged === did));
  if (diverged!.length === 0) return '';
  const [of, better] = [diverged!, others!].map(arms => list(arms.map(({ result }) => inWords(result.arm))));
  const reason =
    rate === null
      ? `The learning rate of ${of} may be too high`
      : `A learning rate of ${writtenNumber(rate)} may be too high for ${of}`;
  const verdict = others!.length === 0 ? '' : `, so this does not show that ${better} is better`;
  const again = Object.entries(settings).map(([key, value]) => settingTo(key, value));
  return ` ${reason}${verdict}.${again.length === 0 ? '' : ` To compare them again: ${again.join(' ')}.`}`;
}

/** Describes two arms that were not better than guessing. */
function describeNothing({ measure, bestLoss }: Findings, curves: readonly ArmCurve[], level: Level): string {
  const diverged = curves.filter(({ result }) => result.diverged).map(({ result }) => describeDivergence(result));
  const losses = curves.map(({ result }) => bestLoss[result.arm]!);
  const named = curves.map(({ result }, index) => `${significant(losses[index]!)} of ${inWords(result.arm)}`);
  const nothing = `Nothing was learned: the best ${nouns[measure]} (${list(named)}) ${describeLuck(losses, level)}.`;
  return [...diverged.map(clause => `${capitalized(clause)}.`), nothing].join(' ');
}

/** Describes losses that are not better than guessing, beyond luck. */
function describeLuck(losses: readonly number[], { guessLoss, rows }: Level): string {
  const guess = `guessing (${significant(guessLoss)})`;
  if (losses.every(loss => loss >= guessLoss)) return `is no better than ${guess}`;
  if (losses.some(loss => loss >= guessLoss))
    return `is no better than ${guess}, or so little that it may be luck with ${plural(rows, 'row')}`;
  return `is so little better than ${guess} that it may be luck with ${plural(rows, 'row')}`;
}

/** Describes the result of an arm if there is no mark. */
function describeFate({ measure, bestLoss }: Findings, { result, best, learned }: ArmCurve, level: Level): string {
  const name = inWords(result.arm);
  const loss = significant(bestLoss[result.arm]!);
  if (best !== null && !learned && best.step > 0) {
    const fate = result.diverged ? `${describeDivergence(result)} and` : name;
    return `${fate} learned nothing: its best ${nouns[measure]} (${loss}) ${describeLuck([bestLoss[result.arm]!], level)}`;
  }
  if (best === null)
    return `${result.diverged ? describeDivergence(result) : name} and had no finite ${nouns[measure]}`;
  if (best.step > 0) {
    const reached = `a ${nouns[measure]} of ${loss} in ${plural(best.step, 'step')}`;
    return result.diverged ? `${describeDivergence(result)}, after ${reached}` : `${name} came down to ${reached}`;
  }
  const before = `never got below the ${nouns[measure]} it had before training (${loss})`;
  return result.diverged ? `${describeDivergence(result)} and ${before}` : `${name} ${before}`;
}

function describeDivergence({ arm, steps }: ResultEvent): string {
  return `${inWords(arm)} diverged at step ${formatCount(steps)}`;
}

/** "1.4×", "12×" */
function factor(value: number): string {
  return `${value >= 9.95 ? formatCount(Math.round(value)) : value.toFixed(value < 1.095 ? 2 : 1)}×`;
}

/** "8% more time", or from twice as much on "2.4× the time". */
function increase(value: number, more: string, times: string): string {
  return value < 2 ? `${Math.max(Math.round(100 * (value - 1)), 1)}% ${more}` : `${factor(value)} ${times}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

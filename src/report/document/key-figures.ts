/** The few numbers that a report begins with: an estimate with its interval, and what each seed gave. */

import type { Arm, ClaimEvent, SummaryEvent } from '../../events/events.ts';
import { factor, signedNumber } from './numbers.ts';
import type { Group, Run, RunPoint } from './report-data.ts';
import { armTitle, scoreName } from './words.ts';

export interface KeyFigure {
  readonly title: string;
  readonly text: string;
  /** The arm that it is in favour of, or null. */
  readonly better: Arm | null;
  readonly estimate: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Of each seed; a bound where an arm did not come to the target. */
  readonly values: readonly { readonly value: number; readonly isBound: boolean }[];
  /** Ratios have no difference at 1, and a logarithmic axis. */
  readonly isRatio: boolean;
  /** Whether higher values are in favour of the second arm. */
  readonly isHigherSecond: boolean;
  readonly format: (value: number) => string;
}

export function keyFiguresOf(group: Group): KeyFigure[] {
  const { arms, claims } = group;
  if (arms.length !== 2 || group.sweep !== null) return [];
  const faster = claims.find(({ claim }) => claim === 'faster');
  const ratios = faster === undefined ? ratiosOfOne(group) : [stepsFigure(faster), timeFigure(faster)];
  return [...ratios, ...claims.map(claimFigure), lossFigure(group), scoreFigure(group)].filter(
    figure => figure !== null,
  );
}

function ratioFigure(
  title: string,
  ratio: number,
  words: readonly [fewer: string, more: string],
  arms: readonly [Arm, Arm],
  { interval, values }: Pick<KeyFigure, 'interval' | 'values'>,
): KeyFigure {
  const isSame = Math.abs(Math.log(ratio)) < 0.005;
  const isHigherSecond = ratio >= 1;
  // A ratio below 1 is shown the other way round, as its words have it.
  const shown = (value: number) => (isHigherSecond ? value : 1 / value);
  const ends = interval && [shown(interval.low), shown(interval.high)].sort((a, b) => a - b);
  return {
    title,
    text: isSame ? 'the same' : `${factor(shown(ratio))} ${words[isHigherSecond ? 0 : 1]}`,
    better: isSame ? null : isHigherSecond ? arms[1] : arms[0],
    estimate: shown(ratio),
    interval: ends && { low: ends[0]!, high: ends[1]! },
    values: values.map(({ value, isBound }) => ({ value: shown(value), isBound })),
    isRatio: true,
    isHigherSecond,
    format: value => factor(value),
  };
}

const claimed: readonly [Arm, Arm] = ['baseline', 'batchnorm'];
const FEWER_STEPS = ['fewer steps', 'the steps'] as const;
const LESS_TIME = ['less time', 'the time'] as const;

function stepsFigure({ ratio, t95, differences, pairs }: ClaimEvent): KeyFigure | null {
  if (ratio === null || ratio === undefined || differences === null) return null;
  const values = differences.map((difference, n) => ({
    value: Math.exp(difference),
    isBound: pairs[n]!.baseline.reached === false || pairs[n]!.batchnorm.reached === false,
  }));
  return ratioFigure('to the same loss', ratio, FEWER_STEPS, claimed, { interval: exponential(t95), values });
}

function timeFigure({ seconds, differences }: ClaimEvent): KeyFigure | null {
  if (!seconds || seconds.ratio === null || differences === null) return null;
  const values = differences.map(difference => ({ value: Math.exp(difference) / seconds.stepCost, isBound: false }));
  return ratioFigure('to the same loss, in time', seconds.ratio, LESS_TIME, claimed, {
    interval: exponential(seconds.t95),
    values,
  });
}

/** Of the claims that are no ratios. */
function claimFigure({ claim, estimate, t95, differences, pairs }: ClaimEvent): KeyFigure | null {
  if (claim === 'faster' || estimate === null || differences === null) return null;
  const isScales = claim === 'initialization';
  // Losses are batch norm less the baseline, as elsewhere on the page.
  const sign = isScales ? 1 : -1;
  const ends = t95 && [sign * t95.low, sign * t95.high].sort((a, b) => a - b);
  return {
    title: isScales ? 'range of initial scales, in decades' : 'validation loss at equal training loss',
    text: signedNumber(sign * estimate),
    better: estimate === 0 ? null : estimate > 0 ? 'batchnorm' : 'baseline',
    estimate: sign * estimate,
    interval: ends && { low: ends[0]!, high: ends[1]! },
    values: differences.map((difference, n) => ({
      value: sign * difference,
      isBound: isScales && (pairs[n]?.baseline.atEdge === true || pairs[n]?.batchnorm.atEdge === true),
    })),
    isRatio: false,
    isHigherSecond: isScales,
    format: value => signedNumber(value),
  };
}

function exponential(interval: ClaimEvent['t95']): KeyFigure['interval'] {
  return interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };
}

/** Of one pair: to the best loss of the arm that was slower. */
function ratiosOfOne({ comparisons, seeds, arms }: Group): KeyFigure[] {
  const [comparison] = comparisons;
  if (comparison === undefined || seeds.length > 1 || comparison.stepsRatio === null) return [];
  const [first, second] = arms as [Arm, Arm];
  const isFirst = comparison.reachedBy === first;
  const signed = (ratio: number) => (isFirst ? 1 / ratio : ratio);
  const one = (title: string, ratio: number, words: typeof FEWER_STEPS | typeof LESS_TIME) =>
    ratioFigure(title, ratio, words, [first, second], { interval: null, values: [] });
  const steps = signed(comparison.stepsRatio);
  const { stepCostRatio, stepCostLow } = comparison;
  const title = `to the best loss of ${armTitle(comparison.reference!)}`;
  return [
    one(title, steps, FEWER_STEPS),
    ...(stepCostLow === null || stepCostRatio === null
      ? []
      : [one('to the same loss, in time', steps / stepCostRatio, LESS_TIME)]),
  ];
}

function lossFigure(group: Group): KeyFigure | null {
  const loss = group.bands?.loss ?? 'validationLoss';
  const summary = summaryOf(group, loss === 'validationLoss' ? 'best.validationLoss' : 'final.trainLoss');
  const title = loss === 'validationLoss' ? 'best validation loss' : 'training loss at the end';
  const of = (run: Run) =>
    (loss === 'validationLoss' ? bestOf(group, run)?.validationLoss : run.points.at(-1)?.trainLoss) ?? null;
  return differenceFigure(group, title, summary, of, {
    isLoss: true,
    scale: 1,
    format: value => signedNumber(value, 2),
  });
}

function scoreFigure(group: Group): KeyFigure | null {
  const { data } = group.start;
  const isAccuracy = data.metric === 'accuracy';
  const title = isAccuracy ? 'accuracy there, in points' : `${scoreName(data)} there`;
  const of = (run: Run) => bestOf(group, run)?.validationScore ?? null;
  return differenceFigure(group, title, summaryOf(group, 'best.validationScore'), of, {
    isLoss: false,
    scale: isAccuracy ? 100 : 1,
    format: value => signedNumber(value, 2),
  });
}

function summaryOf({ summaries, arms }: Group, measure: SummaryEvent['measure']) {
  const found = summaries.find(each => each.measure === measure)?.differences;
  return found !== undefined && Object.hasOwn(found, arms[1]!) ? found[arms[1]!]! : null;
}

type Presentation = Pick<KeyFigure, 'format'> & { readonly isLoss: boolean; readonly scale: number };

function differenceFigure(
  { arms, runs, seeds }: Group,
  title: string,
  summary: NonNullable<SummaryEvent['differences'][string]> | null,
  of: (run: Run) => number | null,
  { isLoss, scale, format }: Presentation,
): KeyFigure | null {
  const [first, second] = arms as [Arm, Arm];
  const numberOf = (seed: number, arm: Arm) => {
    const run = runs.find(each => each.seed === seed && each.arm === arm);
    return !run?.result || run.result.diverged ? null : of(run);
  };
  const differences = seeds.flatMap(seed => {
    const [one, other] = [numberOf(seed, first), numberOf(seed, second)];
    return one === null || other === null ? [] : [scale * (other - one)];
  });
  const estimate = summary === null ? (seeds.length === 1 ? differences[0] : undefined) : scale * summary.mean;
  if (estimate === undefined) return null;
  const t95 = summary?.t95 ?? null;
  const isBetter = isLoss ? estimate < 0 : estimate > 0;
  return {
    title,
    text: format(estimate),
    better: estimate === 0 ? null : isBetter ? second : first,
    estimate,
    interval: t95 && { low: scale * t95.low, high: scale * t95.high },
    values: differences.map(value => ({ value, isBound: false })),
    isRatio: false,
    isHigherSecond: !isLoss,
    format,
  };
}

type Best = Pick<RunPoint, 'validationLoss' | 'validationScore'>;

/**
 * The evaluation with the lowest validation loss. That before training counts for one seed, as it does in the sentences of the
 * comparison, and not for several, as it does not in the summaries.
 */
export function bestOf({ seeds }: Pick<Group, 'seeds'>, { points, result }: Run): Best | null {
  return (seeds.length === 1 ? result?.best : null) ?? bestPoint(points);
}

export function bestPoint(points: readonly RunPoint[]): RunPoint | null {
  let best: RunPoint | null = null;
  for (const point of points.slice(1)) {
    if (point.validationLoss !== null && (best === null || point.validationLoss < best.validationLoss!)) best = point;
  }
  return best;
}

/** "95 % interval 1.7× to 2.7×", "one seed: no interval" */
export function intervalText({ interval, format }: KeyFigure, seeds: number): string {
  if (seeds === 1) return 'one seed: no interval';
  if (interval === null) return 'no interval';
  return `95 % interval ${format(interval.low)} to ${format(interval.high)}`;
}

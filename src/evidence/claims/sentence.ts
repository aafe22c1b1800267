/** The sentences of claims. */

import { formatCount, list, plural, significant, writtenNumber } from '../../base/text/format.ts';
import type { ClaimEvent } from '../../events/events.ts';
import type { SeedSource } from '../../settings/rows/seeds.ts';
import { seedsNeeded } from '../../settings/seeds-needed.ts';
import type { Interval } from '../statistics/interval.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { isMostOf } from './measured.ts';
import type { ByArm } from './pairs.ts';
import { type ClaimName, titles } from './titles.ts';
import type { Reason } from './verdict.ts';

/** A claim without its sentence. */
export type ClaimNumbers = Omit<ClaimEvent, 'sentence' | 'scope'>;

/** Where a statement holds, beside the table and the network. */
export interface Scope {
  readonly vary: readonly SeedSource[];
  readonly learningRate: ByArm<number>;
  /** Why the cost of a step was not measured, if it was not. */
  readonly untimed?: string | null;
}

/** Logarithms of ratios that are closer to 0 count as no difference. */
const SAME_RATIO = 0.005;

interface IntervalWords {
  readonly better: string;
  readonly worse: string;
  /** The size of a difference, whatever its sign. */
  readonly size: (difference: number) => string;
}

/** How the differences of a claim are put into words. */
interface Words extends IntervalWords {
  /** The finding with its size, such as "3.0× fewer steps to the target". */
  readonly finding: (size: string, side: 'better' | 'worse') => string;
  /** The finding where there is no difference. */
  readonly same: string;
  /** Differences that are smaller count as none. */
  readonly none: number;
}

const words: Readonly<Record<ClaimName, Words>> = {
  faster: {
    finding: (size, side) =>
      `Batch norm needs ${size} ${side === 'better' ? 'fewer steps' : 'as many steps'} to the target`,
    same: 'Batch norm needs the same number of steps to the target',
    better: 'fewer',
    worse: 'as many',
    size: factorOf,
    none: SAME_RATIO,
  },
  initialization: {
    finding: (size, side) =>
      `With batch norm, the range of initial scales that train is ${size} decades ${side === 'better' ? 'wider' : 'narrower'}`,
    same: 'With batch norm, the range of initial scales that train is as wide',
    better: 'wider',
    worse: 'narrower',
    size: difference => significant(Math.abs(difference), 2),
    none: 0.005,
  },
  regularizes: {
    finding: (size, side) =>
      `At equal training loss, the validation loss of batch norm is ${size} ${side === 'better' ? 'lower' : 'higher'}`,
    same: 'At equal training loss, the validation losses are equal',
    better: 'lower',
    worse: 'higher',
    size: difference => significant(Math.abs(difference), 2),
    none: Number.MIN_VALUE,
  },
};

/** How differences of time are put into words. */
const timeWords = { better: 'faster', worse: 'the time', size: factorOf } satisfies IntervalWords;

const sources: Readonly<Record<SeedSource, string>> = {
  split: 'splits',
  init: 'initial weights',
  order: 'batch orders',
};

/** The words of a claim; `count` claims are tested together. */
export function describeClaim(
  claim: ClaimNumbers,
  blockedPairs: number,
  count: number,
  place: Scope,
): Pick<ClaimEvent, 'scope' | 'sentence'> {
  const scope = describeScope(place);
  const sentences = [
    `${titles[claim.claim]}: ${claim.verdict}.`,
    isTested(claim) ? '' : describeBlock(claim, blockedPairs),
    claim.estimate === null ? '' : describeEstimate(claim, claim.estimate, count),
    describeSeconds(claim, place.untimed),
    describeSensitivity(claim),
    describeLuck(claim),
    describeGrid(claim),
    claim.coarse && claim.estimate !== null
      ? 'Times are coarse: the faster arm mostly reached the target by the third evaluation. More evaluations (⟪validateEvery⟫) would show more.'
      : '',
    scope,
  ];
  return { scope, sentence: sentences.filter(Boolean).join(' ') };
}

function isTested({ estimate, reason }: ClaimNumbers): boolean {
  return estimate !== null && reason !== 'interrupted';
}

function describeBlock({ reason, seeds, weak = 0 }: ClaimNumbers, pairs: number): string {
  const none = isMostOf(weak, seeds) ? `, and in ${formatCount(weak)} hardly anything was learned` : '';
  const share = `In ${formatCount(pairs)} of ${plural(seeds, 'pair')}`;
  const blocks: Partial<Record<Reason, string>> = {
    'target not reached': `${share} neither arm reached the target${none}. More epochs (⟪epochs⟫) or another learning rate (⟪lr⟫) may change that.`,
    'nothing trains': `${share} neither arm trained at any initial scale. Another learning rate (⟪lr⟫) may change that.`,
    'untrained pairs': `${share} an arm did not train, so the arms have no equal training loss. Choose a learning rate (⟪lr⟫) at which both train, or more epochs (⟪epochs⟫).`,
    interrupted: `Interrupted after ${formatCount(seeds)} of ${plural(pairs, 'pair')}; a verdict needs all seeds that were fixed before the start.`,
    'no validation rows': 'There are no validation rows to compare on.',
  };
  return blocks[reason!]!;
}

function describeEstimate(claim: ClaimNumbers, estimate: number, count: number): string {
  const { verdict, smallestEffect, pHolm, pOpposite } = claim;
  const { finding, same, size, none, better } = words[claim.claim];
  const side = estimate > 0 ? 'better' : 'worse';
  const found = Math.abs(estimate) < none ? same : finding(size(estimate), side);
  const known = `${found} (${describePairs(claim)})`;
  const counts = `the ${size(smallestEffect)} that counts`;
  const p = probability(pHolm, count);
  switch (verdict) {
    case 'SUPPORTED':
      return `${known}, more than ${counts} (${p}).`;
    case 'NOT SUPPORTED':
      if (side === 'better') return `${known}, less than ${counts} (${p}).`;
      return `${known}, where ${size(smallestEffect)} ${better} would count (${p}).`;
    case 'REFUTED':
      return `${known}, by more than ${counts}: the opposite is supported (${probability(pOpposite!, count)}).`;
    case 'INCONCLUSIVE':
      if (!isTested(claim)) return `So far: ${known}.`;
      return `${known}: ${describeDoubt(claim, count)}`;
  }
}

/** "95% interval 2.6× to 3.4×; 20 pairs, 18 better, 1 equal" */
function describePairs({ claim, t95, differences }: ClaimNumbers): string {
  const better = differences!.filter(difference => difference > 0).length;
  const equal = differences!.filter(difference => difference === 0).length;
  const tally = [plural(differences!.length, 'pair'), `${formatCount(better)} better`];
  if (equal > 0) tally.push(`${formatCount(equal)} equal`);
  const range = t95 === null ? [] : [`95% interval ${describeInterval(t95, words[claim])}`];
  return [...range, tally.join(', ')].join('; ');
}

function describeInterval({ low, high }: Interval, { size, better, worse }: IntervalWords): string {
  if (low >= 0) return `${size(low)} to ${size(high)}`;
  if (high <= 0) return `${size(high)} to ${size(low)}`;
  return `${size(low)} ${worse} to ${size(high)} ${better}`;
}

function describeDoubt(claim: ClaimNumbers, count: number): string {
  const { reason, alpha, smallestEffect, p, pHolm } = claim;
  const adjusted = probability(pHolm, count);
  switch (reason) {
    case 'too few seeds': {
      const needed = plural(seedsNeeded(count, alpha), 'seed');
      return `too few seeds; ${count === 1 ? 'a claim needs' : `${count} claims need`} at least ${needed}.`;
    }
    case 'several claims at once': {
      const alone = `decided if it were the only claim (${probability(p, 1)}), but not as one of ${count} (${adjusted})`;
      return `${alone}.${describeSeeds(claim, count)}`;
    }
    default: {
      const { size, better } = words[claim.claim];
      const effect = `${size(smallestEffect)} ${better}`;
      return `may be on either side of the smallest effect that counts, ${effect} (${adjusted}).${describeSeeds(claim, count)}`;
    }
  }
}

/**
 * With seeds for half of the smallest effect as half-width, an interval tells effects that are farther from it than that. Fewer do if
 * the effect is as large as estimated.
 */
function describeSeeds(claim: ClaimNumbers, count: number): string {
  const { estimate, smallestEffect, precision } = claim;
  if (precision === null || precision.seeds === null) return '';
  if (Math.abs(estimate! - smallestEffect) < smallestEffect / 2)
    return ' The estimate is so close to it that more seeds may not decide.';
  const needed = Math.max(Math.min(precision.seeds, seedsForEstimate(claim, count)), claim.differences!.length + 1);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(needed)) - 1);
  return ` About ${formatCount(unit * Math.ceil(needed / unit))} seeds would decide.`;
}

/** The probability with which that many seeds decide. */
const POWER = 0.8;

/** Pairs that distinguish the estimate from the smallest effect, as one of several claims. */
function seedsForEstimate({ estimate, smallestEffect, standardDeviation, alpha }: ClaimNumbers, count: number): number {
  const quantiles = normalQuantile(1 - alpha / 2 / count) + normalQuantile(POWER);
  return Math.ceil(((quantiles * standardDeviation!) / (estimate! - smallestEffect)) ** 2);
}

function describeSeconds({ verdict, estimate, seconds }: ClaimNumbers, untimed: string | null | undefined): string {
  if (seconds === null && estimate !== null)
    return `Times were not compared: ${untimed ?? 'the cost of a step was not measured'}.`;
  if (seconds === undefined || seconds === null || seconds.estimate === null) return '';
  const contrast =
    verdict === 'SUPPORTED' && seconds.verdict !== 'SUPPORTED' ? 'Fewer steps, but not less time' : 'In time';
  const range = seconds.t95 === null ? '' : ` (95% interval ${describeInterval(seconds.t95, timeWords)})`;
  const cost = `a step takes ${describeCost(seconds.stepCost)}`;
  return `${contrast}: ${seconds.verdict}, ${describeTime(seconds.estimate)}${range}; ${cost}.`;
}

function describeTime(estimate: number): string {
  if (Math.abs(estimate) < SAME_RATIO) return 'the same time';
  return `${factorOf(estimate)} ${estimate > 0 ? timeWords.better : timeWords.worse}`;
}

function describeCost(ratio: number): string {
  const percents = Math.round(100 * Math.abs(ratio - 1));
  if (percents === 0) return 'as long';
  if (ratio >= 2) return `${factor(ratio)} as long`;
  return `${percents}% ${ratio > 1 ? 'longer' : 'less'}`;
}

/** Other rules by which the answer would be the opposite. */
function describeSensitivity({ estimate, sensitivity, alpha }: ClaimNumbers): string {
  const opposite = (sensitivity ?? []).filter(
    other => estimate !== null && other.estimate !== null && estimate * other.estimate < 0 && other.p! <= alpha,
  );
  if (opposite.length === 0) return '';
  const rules = opposite.map(({ by, share, estimate: other, p }) => {
    const rule = {
      target: `with a target of ${100 * (share ?? 0)}%`,
      trainLoss: 'by training loss',
      learningRate: "at the baseline's learning rate",
    }[by];
    const steps = `${factorOf(other!)} ${other! > 0 ? 'fewer steps' : 'as many steps'}`;
    return `${rule} it needs ${steps} (${probability(p!, 1)})`;
  });
  // Where running statistics are behind, batch norm is better than its validation loss.
  const lags = opposite.some(({ by, estimate: other }) => by === 'trainLoss' && other! > 0);
  const lag = lags ? ' Validation uses running statistics, which lag behind in the first steps (⟪bnMomentum⟫).' : '';
  return `The answer depends on the rule: ${list(rules)}.${lag}`;
}

/** Times to a loss that is hardly better than guessing. */
function describeLuck({ weak, seeds, estimate }: ClaimNumbers): string {
  if (weak === undefined || estimate === null || isMostOf(seeds - weak, seeds)) return '';
  return `In ${formatCount(weak)} of ${plural(seeds, 'pair')} the target is hardly better than guessing, so reaching it may be luck.`;
}

/** The grid. Ranges that reach its edge may be wider than it. */
function describeGrid({ pairs, estimate, scales }: ClaimNumbers): string {
  if (scales === undefined || estimate === null) return '';
  const [low, high] = [scales[0], scales.at(-1)].map(scale => significant(scale!.initScale, 2));
  const grid = `${formatCount(scales.length)} scales from ${low} to ${high} were tried`;
  const [without, with_] = [pairs.some(pair => pair.baseline.atEdge), pairs.some(pair => pair.batchnorm.atEdge)];
  if (!without && !with_) return `${grid}.`;
  const arms = without && with_ ? 'in both arms' : with_ ? 'with batch norm' : 'without batch norm';
  return `${grid}; ${arms} the range reaches the edge of that grid, so it may be wider.`;
}

/** A rate of a range has more digits than anybody reads. */
function shownRate(rate: number): string {
  return writtenNumber(Number(rate.toPrecision(4)));
}

function describeScope({ vary, learningRate: { baseline, batchnorm } }: Scope): string {
  const rate =
    baseline === batchnorm
      ? `at a learning rate of ${shownRate(baseline)}`
      : `at each arm's own learning rate (${shownRate(baseline)} without batch norm, ${shownRate(batchnorm)} with)`;
  return `This holds for this table and network, ${rate}, averaged over ${list(vary.map(source => sources[source]))}.`;
}

/** "p < 0.001", "adjusted p = 0.012": one of several claims has its p-value adjusted. */
function probability(p: number, count: number): string {
  const name = count > 1 ? 'adjusted p' : 'p';
  return p < 0.001 ? `${name} < 0.001` : `${name} = ${Number(p.toPrecision(2))}`;
}

/** The ratio of which a difference is the logarithm, from 1 on. */
function factorOf(difference: number): string {
  return factor(Math.exp(Math.abs(difference)));
}

/** "1.4×", "12×" */
function factor(value: number): string {
  return `${value >= 9.95 ? formatCount(Math.round(value)) : value.toFixed(value < 1.095 ? 2 : 1)}×`;
}

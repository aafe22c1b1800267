/** The claim that batch norm converges faster. */

import type { ClaimEvent } from '../../events/events.ts';
import { smallestByDefault, TARGET_SHARE } from '../../settings/rows/evidence.ts';
import { armPoint } from '../statistics/arm-curve.ts';
import { mean } from '../statistics/moments.ts';
import { signFlipP } from '../statistics/sign-flip.ts';
import { tInterval } from '../statistics/t-interval.ts';
import { isMostOf, type Measured } from './measured.ts';
import { byArm, type Pair, type PairedArm } from './pairs.ts';
import { type Target, type TimeToTarget, timeToTarget } from './time-to-target.ts';

export interface FasterOptions {
  readonly target: Target;
  /** The smallest ratio of steps that counts, if not the default. */
  readonly smallestEffect?: number | undefined;
  /** With a learning rate for each arm: the pairs with that of the baseline in both. */
  readonly atBaselineRate?: readonly Pair[] | undefined;
}

const defaultTarget: Target = { share: TARGET_SHARE };
/** Shares that the sensitivity tries. */
const SHARES = [0.5, 0.75, 0.9, 1];
/** Times are coarse within this number of evaluations. */
const FEW_EVALUATIONS = 3;

export function measureFaster(pairs: readonly Pair[], options: FasterOptions): Measured {
  const { target } = options;
  const measure = measureOf(pairs);
  const times = timesOf(pairs, measure, target);
  const neither = neitherReached(times);
  const blocked = isMostOf(neither, pairs.length);
  const differences = times.map(({ difference }) => difference);
  return {
    claim: 'faster',
    unit: 'ln steps',
    measure,
    smallestEffect: Math.log(options.smallestEffect ?? smallestByDefault.faster),
    differences: blocked ? null : differences,
    blocked: blocked ? 'target not reached' : null,
    blockedPairs: neither,
    pairs: times.map((time, i) => ({ seed: pairs[i]!.seed, ...time })),
    own: {
      target: 'share' in target ? { share: target.share, loss: null } : { share: null, loss: target.loss },
      sensitivity: sensitivityOf(pairs, measure, options),
      weak: times.filter(({ target: loss }, i) => isWeak(loss, pairs[i]!.nullLoss)).length,
      ties: differences.filter(difference => difference === 0).length,
      coarse: isCoarse(pairs, times, mean(differences) < 0 ? 'baseline' : 'batchnorm'),
    },
  };
}

/** A target so near to guessing may be luck. */
const WEAK = 0.01;

function isWeak(target: number | null, nullLoss: number): boolean {
  return target === null || target > (1 - WEAK) * nullLoss;
}

type Measure = ClaimEvent['measure'];

function measureOf(pairs: readonly Pair[]): Measure {
  return pairs.every(({ baseline }) => baseline.validationLoss !== null) ? 'validationLoss' : 'trainLoss';
}

function timesOf(pairs: readonly Pair[], measure: Measure, target: Target): TimeToTarget[] {
  return pairs.map(pair =>
    timeToTarget(
      byArm(arm => pair[arm][measure] ?? []),
      pair.steps,
      pair.nullLoss,
      target,
    ),
  );
}

function neitherReached(times: readonly TimeToTarget[]): number {
  return times.filter(({ baseline, batchnorm }) => !baseline.reached && !batchnorm.reached).length;
}

/** Whether the median of the times of an arm is among the first evaluations. */
function isCoarse(pairs: readonly Pair[], times: readonly TimeToTarget[], arm: PairedArm): boolean {
  const evaluations = times.map((time, i) => (time[arm].reached ? pairs[i]!.steps.indexOf(time[arm].steps) : null));
  const { median } = armPoint(evaluations);
  return median !== null && median <= FEW_EVALUATIONS;
}

type Sensitivity = NonNullable<ClaimEvent['sensitivity']>[number];

function sensitivityOf(
  pairs: readonly Pair[],
  measure: Measure,
  { target, atBaselineRate }: FasterOptions,
): Sensitivity[] {
  const chosen = 'share' in target ? target.share : null;
  const found = SHARES.filter(share => share !== chosen).map(share => ({
    by: 'target' as const,
    share,
    ...estimateOf(timesOf(pairs, measure, { share })),
  }));
  const others: Sensitivity[] = [];
  if (measure !== 'trainLoss') {
    // Training loss does not lag behind as running statistics do. A fixed loss is one of validation.
    const rule = chosen === null ? defaultTarget : target;
    others.push({ by: 'trainLoss', share: chosen ?? TARGET_SHARE, ...estimateOf(timesOf(pairs, 'trainLoss', rule)) });
  }
  if (atBaselineRate !== undefined) {
    others.push({ by: 'learningRate', share: chosen, ...estimateOf(timesOf(atBaselineRate, measure, target)) });
  }
  return [...found, ...others];
}

function estimateOf(times: readonly TimeToTarget[]): Pick<Sensitivity, 'estimate' | 't95' | 'p'> {
  if (isMostOf(neitherReached(times), times.length)) return { estimate: null, t95: null, p: null };
  const differences = times.map(({ difference }) => difference);
  return { estimate: mean(differences), t95: tInterval(differences), p: signFlipP(differences) };
}

/** Tests claims together, and tells what is known of each. */

import type { ClaimEvent } from '../../events/events.ts';
import type { SeedSource } from '../../settings/rows/seeds.ts';
import { bcaInterval } from '../statistics/bca.ts';
import { effectSize } from '../statistics/effect-size.ts';
import { mean, standardDeviation } from '../statistics/moments.ts';
import { precision } from '../statistics/precision.ts';
import { shareBetter } from '../statistics/share-better.ts';
import { tInterval } from '../statistics/t-interval.ts';
import { wilcoxon } from '../statistics/wilcoxon.ts';
import type { Measured } from './measured.ts';
import type { ByArm } from './pairs.ts';
import { type ClaimNumbers, describeClaim, type Scope } from './sentence.ts';
import type { ClaimName } from './titles.ts';
import { type Judgement, judge, type Tested } from './verdict.ts';

export interface ClaimContext extends Scope {
  readonly alpha: number;
  readonly vary: readonly SeedSource[];
  readonly learningRate: ByArm<number>;
  /** Of a pair. */
  readonly rows: { readonly train: number; readonly validation: number };
  /** Time of a step with batch norm / time of a step without; null if it was not measured. */
  readonly stepCost: { readonly ratio: number } | null;
  /** The command that repeats a claim. */
  readonly rerun: (claim: ClaimName) => string;
}

/** One event a claim, in their order. */
export function testClaims(measured: readonly Measured[], context: ClaimContext): ClaimEvent[] {
  const judgements = judge(measured, context.alpha);
  return measured.map((each, i) => {
    const numbers = numbersOf(each, judgements[i]!, context);
    return { ...numbers, ...describeClaim(numbers, each.blockedPairs, measured.length, context) };
  });
}

function numbersOf(measured: Measured, judgement: Judgement, context: ClaimContext): ClaimNumbers {
  const { claim, unit, measure, smallestEffect, pairs, differences, own } = measured;
  const { verdict, reason, p, pHolm, pZero, pOpposite } = judgement;
  // The pairs before a signal have no verdict, and are shown all the same.
  const estimate = reason === 'interrupted' && differences !== null ? mean(differences) : judgement.estimate;
  return {
    event: 'claim',
    claim,
    verdict,
    reason,
    unit,
    measure,
    estimate,
    ...statisticsOf(differences, smallestEffect),
    t95NewRows: newRowsInterval(measured, context),
    smallestEffect,
    alpha: context.alpha,
    seeds: pairs.length,
    vary: context.vary,
    differences,
    pairs,
    p,
    pHolm,
    pZero,
    pOpposite,
    ...(claim === 'faster' ? timesOf(measured, estimate, context) : {}),
    ...own,
    rerun: context.rerun(claim),
  };
}

type Statistics = Pick<
  ClaimEvent,
  'standardDeviation' | 't95' | 'bca95' | 'wilcoxon' | 'shareBetter' | 'effectSize' | 'precision'
>;

function statisticsOf(differences: readonly number[] | null, smallestEffect: number): Statistics {
  if (differences === null) {
    const none = { standardDeviation: null, t95: null, bca95: null, wilcoxon: null };
    return { ...none, shareBetter: null, effectSize: null, precision: null };
  }
  return {
    standardDeviation: differences.length < 2 ? null : standardDeviation(differences),
    t95: tInterval(differences),
    bca95: bcaInterval(differences),
    wilcoxon: wilcoxon(differences),
    shareBetter: shareBetter(differences),
    effectSize: effectSize(differences),
    // An interval of half the smallest effect on either side distinguishes most effects from it.
    precision: precision(differences, smallestEffect / 2),
  };
}

/** Other rows would give other splits. Initial scales are judged by training loss, where no rows are held out. */
function newRowsInterval({ claim, differences }: Measured, { vary, rows }: ClaimContext): ClaimEvent['t95NewRows'] {
  if (differences === null || claim === 'initialization' || !vary.includes('split') || rows.validation === 0)
    return null;
  return tInterval(differences, { newRows: rows.validation / rows.train });
}

function timesOf(
  measured: Measured,
  estimate: number | null,
  context: ClaimContext,
): Pick<ClaimEvent, 'ratio' | 'seconds'> {
  return { ratio: ratioOf(estimate), seconds: secondsOf(measured, context) };
}

/** The same test of the time: a difference in steps less the logarithm of the cost of a step. */
function secondsOf(measured: Measured, { stepCost, alpha }: ClaimContext): NonNullable<ClaimEvent['seconds']> | null {
  if (stepCost === null) return null;
  const differences = measured.differences?.map(difference => difference - Math.log(stepCost.ratio)) ?? null;
  const tested: Tested = { ...measured, differences };
  const { verdict, reason, estimate, p } = judge([tested], alpha)[0]!;
  const t95 = differences && tInterval(differences);
  return { verdict, reason, estimate, ratio: ratioOf(estimate), t95, p, stepCost: stepCost.ratio };
}

function ratioOf(estimate: number | null): number | null {
  return estimate === null ? null : Math.exp(estimate);
}

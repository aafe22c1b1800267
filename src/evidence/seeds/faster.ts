/** The claim that batch norm converges faster, as `compare` tests it on its pairs. */

import { isDeepStrictEqual } from 'node:util';
import type { ClaimEvent, StepCostEvent } from '../../events/events.ts';
import { comparedArms } from '../../experiment/arms.ts';
import type { PairRecord } from '../../experiment/pairs/records.ts';
import type { Study } from '../../experiment/pairs/study.ts';
import { testClaims } from '../claims/claims.ts';
import { defaultTarget, measureFaster } from '../claims/faster.ts';
import { pairOf } from '../claims/of-records.ts';
import { commandOf } from '../command.ts';

const ALPHA = 0.05;

/** Null for arms other than the baseline and batch norm: the claim is about these. */
export function fasterClaim({ experiment, records }: Study, costs: readonly StepCostEvent[]): ClaimEvent | null {
  const { arms, config } = experiment;
  if (!isDeepStrictEqual(arms, comparedArms)) return null;
  const { trainRows, validationRows } = records[0]!.pair;
  const ratio = costs[0]?.ratio ?? null;
  const [claim] = testClaims([measureFaster(pairsOf(records), { target: defaultTarget })], {
    alpha: ALPHA,
    vary: config.vary,
    learningRate: { baseline: config.lr, batchnorm: config.lr },
    rows: { train: trainRows, validation: validationRows },
    stepCost: ratio === null ? null : { ratio },
    rerun: () => commandOf(experiment),
  });
  return claim!;
}

/** A pair of which both runs diverged has the steps of the longest run. */
function pairsOf(records: readonly PairRecord[]) {
  const longest = longestOf(records.map(stepsOf));
  return records.map(record => pairOf(record, longestOf([stepsOf(record), longest])));
}

function stepsOf({ runs }: PairRecord): readonly number[] {
  return longestOf(runs.map(({ evaluations }) => evaluations.map(({ step }) => step)));
}

/** The first of the longest. */
function longestOf(lists: readonly (readonly number[])[]): readonly number[] {
  return lists.reduce((a, b) => (b.length > a.length ? b : a));
}

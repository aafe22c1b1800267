/** What `evidence` concludes from its pairs: curves, the cost of a step, and a verdict for each claim. */

import { withPauses } from '../base/threads/event-loop.ts';
import type { ClaimEvent, StepCostEvent, TrainingEvent } from '../events/events.ts';
import { armConfig } from '../experiment/arms.ts';
import type { Study } from '../experiment/pairs/study.ts';
import { unmeasuredSteps } from '../experiment/step-cost.ts';
import { evaluationSteps } from './budget.ts';
import { type ClaimContext, testClaims } from './claims/claims.ts';
import { measureFaster } from './claims/faster.ts';
import { measureInitialization } from './claims/initialization.ts';
import type { Measured } from './claims/measured.ts';
import { pairOf, scalePairOf } from './claims/of-records.ts';
import type { Pair } from './claims/pairs.ts';
import { measureRegularizes } from './claims/regularizes.ts';
import type { ClaimName } from './claims/titles.ts';
import { isOwnScale } from './evidence.ts';
import { type Tested, trainAtOwnRates } from './own-rates.ts';
import { rerunCommand } from './rerun.ts';
import { curvesOf } from './seeds/curves.ts';
import { stepCostsOf } from './seeds/step-costs.ts';

export async function concludeEvidence(study: Study, emit: (event: TrainingEvent) => void): Promise<void> {
  const tested = study.experiment.rates === undefined ? atOneRate(study) : await trainAtOwnRates(study, emit);
  if (tested === null) return;
  const records = tested.study.records.filter(({ point }) => isOwnScale(point));
  if (records.length > 0) for (const event of await withPauses(curvesOf(records))) emit(event);
  const costs = await stepCostsOf(study);
  for (const event of costs) emit(event);
  for (const event of claimsOf(tested, costs[0] ?? null)) emit(event);
}

export function atOneRate(study: Study): Tested {
  const { arms, config } = study.experiment;
  const rate = (n: number) => armConfig(arms[n]!, config).lr;
  return { study, learningRate: { baseline: rate(0), batchnorm: rate(1) } };
}

/** Of a step with batch norm against a step without, or why it was not measured. */
export type StepCost = Pick<StepCostEvent, 'ratio' | 'unmeasured'>;

export function claimsOf(
  tested: Tested,
  cost: StepCost | null,
  claims: readonly ClaimName[] = tested.study.experiment.config.claims,
): ClaimEvent[] {
  const { experiment, records, pairs } = tested.study;
  if (records.length === 0) return [];
  const { config, points } = experiment;
  const measured = claims.map(claim => measures[claim](tested));
  const { trainRows, validationRows } = records[0]!.pair;
  const rerun = rerunCommand(experiment);
  const context: ClaimContext = {
    alpha: config.alpha,
    vary: config.vary,
    learningRate: tested.learningRate,
    rows: { train: trainRows, validation: validationRows },
    stepCost: cost === null || cost.ratio === null ? null : { ratio: cost.ratio },
    untimed: cost === null || cost.unmeasured === null ? null : unmeasuredSteps[cost.unmeasured],
    rerun: () => rerun,
  };
  if (records.length === pairs) return testClaims(measured, context);
  const seeds = pairs / (points?.length ?? 1);
  // Without a whole pair there is nothing to show of a claim.
  return testClaims(
    measured.filter(each => each.pairs.length > 0).map(each => interrupted(each, seeds)),
    context,
  );
}

/** The seeds were fixed before the start, and fewer would be a choice made by looking. */
function interrupted(measured: Measured, asked: number): Measured {
  return { ...measured, blocked: 'interrupted', blockedPairs: asked };
}

const measures: Readonly<Record<ClaimName, (tested: Tested) => Measured>> = {
  faster: ({ study, atBaselineRate }) => {
    const { targetLoss, targetShare, smallestEffect } = study.experiment.config;
    const target = targetLoss === null ? { share: targetShare } : { loss: targetLoss };
    const beside = atBaselineRate && pairsOf({ ...study, records: atBaselineRate });
    // A signal may have ended some of them.
    const isWhole = beside?.length === study.experiment.config.seeds;
    return measureFaster(pairsOf(study), {
      target,
      smallestEffect: smallestEffect?.faster,
      ...(isWhole ? { atBaselineRate: beside } : {}),
    });
  },
  initialization: ({ study: { experiment, records } }) => {
    const { config, points = [] } = experiment;
    const scales = points.map(({ initScale }) => initScale!).sort((a, b) => a - b);
    const seeds = [...new Set(records.map(({ seed }) => seed))];
    const bySeed = seeds.map(own => records.filter(({ seed }) => seed === own));
    const whole = bySeed.filter(({ length }) => length === points.length);
    const inOrder = whole.map(each => each.toSorted((a, b) => a.point.initScale! - b.point.initScale!));
    const pairs = inOrder.map(each => scalePairOf(each, config.epochs));
    return measureInitialization(pairs, scales, { smallestEffect: config.smallestEffect?.initialization });
  },
  regularizes: ({ study }) => {
    const { smallestEffect } = study.experiment.config;
    return measureRegularizes(pairsOf(study), { task: study.task, smallestEffect: smallestEffect?.regularizes });
  },
};

function pairsOf({ experiment, records }: Study): Pair[] {
  return records
    .filter(({ point }) => isOwnScale(point))
    .map(record => pairOf(record, evaluationSteps(experiment, record.pair.trainRows)));
}

/**
 * The headline of a group and the sentences below it. Where evidence has a verdict, the headline says what it stands for; the
 * sentences are those of the events.
 */

import { plural } from '../../base/text/format.ts';
import type { Arm, ClaimEvent, ComparisonEvent, StableLrSummaryEvent } from '../../events/events.ts';
import { bestOf } from './key-figures.ts';
import { leadOfOne, leadOfSeeds } from './lead.ts';
import { inTimes, shortNumber } from './numbers.ts';
import type { Group } from './report-data.ts';
import { armInSentence, armTitle, capitalized, clean, measureTitles, scoreName, scoreText } from './words.ts';

/** A piece of the headline, in the colour of an arm where it names one. */
export type Piece = string | { readonly arm: Arm; readonly text: string };

export interface Verdict {
  readonly headline: readonly Piece[];
  readonly lead: readonly string[];
}

export function verdictOf(group: Group): Verdict {
  const [comparison] = group.comparisons;
  if (group.runs.length === 0) return { headline: ['No run came to a result'], lead: [] };
  if (group.sweep !== null) return ofSweep(group);
  const faster = group.claims.find(({ claim }) => claim === 'faster');
  if (faster !== undefined)
    return { headline: divergence(group) ?? ofFaster(faster, lowerLoss(group)), lead: leadOfSeeds(group) };
  if (group.claims.length > 0)
    return { headline: divergence(group) ?? ofClaim(group.claims[0]!), lead: leadOfSeeds(group) };
  if (comparison !== undefined && group.seeds.length === 1) {
    return { headline: divergence(group) ?? ofComparison(comparison), lead: leadOfOne(group, comparison) };
  }
  if (group.arms.length === 1) return ofOneArm(group);
  return { headline: divergence(group) ?? ofSummaries(group), lead: leadOfSeeds(group) };
}

/** Where an arm diverged with every seed, and the other with none. */
function divergence(group: Group): Piece[] | null {
  const { arms, runs } = group;
  const did = (arm: Arm, all: boolean) => {
    const own = runs.filter(run => run.arm === arm && run.result !== null);
    return own.length > 0 && own.every(({ result }) => result!.diverged === all);
  };
  if (arms.length < 2) return null;
  if (arms.every(arm => did(arm, true))) return ['Every arm diverged'];
  const lost = arms.find(arm => did(arm, true) && arms.every(other => other === arm || did(other, false)));
  if (lost === undefined) return null;
  const others = arms.filter(arm => arm !== lost);
  const [other] = others;
  if (!others.some(arm => hasLearned(group, arm))) {
    const rest = others.length === 1 ? armInSentence(other!) : 'the others';
    return [named(lost, capitalized(armInSentence(lost))), ` diverged, and ${rest} learned nothing`];
  }
  if (lost === 'baseline' && other === 'batchnorm')
    return ['Without ', named('batchnorm', 'batch norm'), ', it does not train'];
  return [named(lost, capitalized(armInSentence(lost))), ' diverged'];
}

/** Whether the best loss of at least half of its runs is lower than that of guessing, where that is known. */
function hasLearned(group: Group, arm: Arm): boolean {
  const guess = group.start.guess?.loss;
  if (guess == null) return true;
  const own = group.runs.filter(run => run.arm === arm);
  const failed = own.filter(run => (bestOf(group, run)?.validationLoss ?? Number.NEGATIVE_INFINITY) >= guess);
  return 2 * failed.length <= own.length;
}

function named(arm: Arm, text: string): Piece {
  return { arm, text };
}

/** The arm whose best loss is lower beyond chance, or null. */
function lowerLoss({ summaries }: Group): Arm | null {
  const own = summaries.find(({ measure }) => measure === 'best.validationLoss')?.differences;
  const difference = own !== undefined && Object.hasOwn(own, 'batchnorm') ? own.batchnorm : null;
  if (!difference || difference.p > 0.05) return null;
  return difference.mean < 0 ? 'batchnorm' : 'baseline';
}

/** A verdict against batch norm is half of the truth where its loss is lower. */
function ofFaster({ verdict, reason, estimate, t95, seeds }: ClaimEvent, lower: Arm | null): Piece[] {
  const batchnorm = named('batchnorm', 'Batch norm');
  const times = inTimes(Math.exp(Math.abs(estimate ?? 0)));
  const isLower = lower === 'batchnorm';
  switch (verdict) {
    case 'SUPPORTED':
      return [batchnorm, ' reached the same loss in ', named('batchnorm', `${times} fewer steps`)];
    case 'REFUTED': {
      const baseline = named('baseline', 'The baseline');
      if (isLower) return [baseline, ' was faster, ', named('batchnorm', 'batch norm'), ' reached a lower loss'];
      return [baseline, ' was first: batch norm needs ', named('baseline', `${times} the steps`)];
    }
    case 'NOT SUPPORTED':
      if (isLower) return [batchnorm, ' was not faster, and reached a lower loss'];
      if (t95 !== null && t95.high < 0) return [batchnorm, ` was not faster: it needs ${times} the steps`];
      return [batchnorm, ' was not faster to the same loss'];
    case 'INCONCLUSIVE':
      if (reason === 'too few seeds') return ['Too few seeds to say which is faster'];
      if (reason === 'interrupted') return ['Interrupted: no verdict yet'];
      if (estimate === null) return ['Neither came to a loss that can be compared'];
      if (isLower) return ['No clear difference in speed; ', named('batchnorm', 'batch norm'), ' reached a lower loss'];
      return [`No clear difference in speed in ${plural(seeds, 'seed')}`];
  }
}

/** What a claim other than `faster` stands for: a subject, and what it does. */
const claims: Readonly<
  Record<Exclude<ClaimEvent['claim'], 'faster'>, { does: string; doesNot: string; unclear: string }>
> = {
  initialization: {
    does: ' trains from a wider range of initial scales',
    doesNot: ' does not train from a wider range of initial scales',
    unclear: 'No clear difference in the initial scales that train',
  },
  regularizes: {
    does: ' has the lower validation loss at equal training loss',
    doesNot: ' has no lower validation loss at equal training loss',
    unclear: 'No clear difference in validation loss at equal training loss',
  },
};

function ofClaim({ claim, verdict, reason }: ClaimEvent): Piece[] {
  const { does, doesNot, unclear } = claims[claim as keyof typeof claims];
  switch (verdict) {
    case 'SUPPORTED':
      return [named('batchnorm', 'Batch norm'), does];
    case 'REFUTED':
      return [named('baseline', 'The baseline'), does];
    case 'NOT SUPPORTED':
      return [named('batchnorm', 'Batch norm'), doesNot];
    case 'INCONCLUSIVE':
      if (reason === 'too few seeds') return ['Too few seeds for a verdict'];
      return [reason === 'interrupted' ? 'Interrupted: no verdict yet' : unclear];
  }
}

function ofComparison({ reference, reachedBy, stepsRatio, measure }: ComparisonEvent): Piece[] {
  if (reference === null || reachedBy === null) return [`Neither reached the other’s best ${measureTitles[measure]}`];
  const by = named(reachedBy, capitalized(armInSentence(reachedBy)));
  const best = `${possessive(armInSentence(reference))} best loss`;
  if (stepsRatio === null || stepsRatio === 1) return [by, ` reached ${best} in as many steps`];
  if (stepsRatio > 1) return [by, ` reached ${best} in `, named(reachedBy, `${inTimes(stepsRatio)} fewer steps`)];
  return [by, ` reached ${best}, in ${inTimes(1 / stepsRatio)} the steps`];
}

function possessive(name: string): string {
  return `${name}’s`;
}

/** Arms without a claim: by the best loss. */
function ofSummaries({ summaries, seeds, interrupted }: Group): Piece[] {
  if (interrupted && summaries.length === 0) return ['Incomplete: no verdict yet'];
  const best =
    summaries.find(({ measure }) => measure === 'best.validationLoss') ??
    summaries.find(({ measure }) => measure === 'final.trainLoss');
  const clear = Object.entries(best?.differences ?? {}).flatMap(([arm, difference]) =>
    difference !== null && difference.p <= 0.05 ? [{ arm, mean: difference.mean }] : [],
  );
  if (clear.length !== 1) return [`No clear difference in ${plural(seeds.length, 'seed')}`];
  const [{ arm, mean }] = clear as [{ arm: Arm; mean: number }];
  return [named(arm, capitalized(armInSentence(arm))), ` has the ${mean < 0 ? 'lower' : 'higher'} best loss`];
}

function ofOneArm(group: Group): Verdict {
  const { start, runs, seeds, summaries, bands } = group;
  const { data, guess } = start;
  if (runs.some(({ part }) => part !== null)) return ofEnsembles(group);
  const of = (measure: string) => summaries.find(each => each.measure === measure)?.arms[start.arms[0]!]?.mean ?? null;
  const result = runs[0]!.result;
  const isMean = seeds.length > 1;
  const [loss, score] = isMean
    ? [of('best.validationLoss') ?? of('final.trainLoss'), of('best.validationScore')]
    : [result?.best?.validationLoss ?? result?.final.trainLoss ?? null, result?.best?.validationScore ?? null];
  const name = measureTitles[bands?.loss ?? 'validationLoss'];
  const scored = score === null ? '' : `, ${scoreName(data)} ${scoreText(score, data)}`;
  const headline = [`${capitalized(isMean ? `mean best ${name}` : `best ${name}`)} ${shortNumber(loss)}${scored}`];
  if (result?.diverged && !isMean) headline[0] = 'Training diverged';
  const lead =
    guess?.loss == null
      ? []
      : [`Guessing has a loss of ${shortNumber(guess.loss)} and ${scoreName(data)} ${scoreText(guess.score, data)}.`];
  return { headline, lead };
}

/** The medians over the seeds, as far as they are known. */
function ofStableRates({ arms, seeds }: StableLrSummaryEvent, order: readonly Arm[]): Verdict | null {
  const rate = (arm: Arm) => (Object.hasOwn(arms, arm) ? arms[arm]!.median : null);
  const [first, second] = order;
  if (first === undefined || second === undefined || order.every(arm => rate(arm) === null)) return null;
  const upTo = (arm: Arm) => {
    const median = rate(arm);
    if (median === null) return 'at no rate';
    return `up to ${arms[arm]!.atEdge > 0 ? 'at least ' : ''}${shortNumber(median)}`;
  };
  const ranges = order.flatMap(arm => {
    const { min, max } = arms[arm]!;
    return min === null ? [] : [`${shortNumber(min)} to ${shortNumber(max)} for ${armInSentence(arm)}`];
  });
  const range = seeds > 1 && ranges.length > 0 ? ` The seeds range from ${ranges.join(', and from ')}.` : '';
  return {
    headline: [
      named(second, capitalized(armInSentence(second))),
      ` trains ${upTo(second).replace('up to ', 'up to learning rate ')}, `,
      named(first, armInSentence(first)),
      ` ${upTo(first).replace('up to ', '')}`,
    ],
    lead: [`The largest learning rate that trains: median of ${plural(seeds, 'seed')}.${range}`],
  };
}

/** The score of all rows, each predicted by the network that did not learn from it. */
function ofEnsembles({ start, ensembles }: Group): Verdict {
  const { data } = start;
  if (ensembles.length === 0) return { headline: ['The ensemble is not whole'], lead: [] };
  const mean = (of: (each: (typeof ensembles)[number]) => number | null) => {
    const values = ensembles.map(of);
    return values.includes(null) ? null : values.reduce((sum: number, value) => sum + value!, 0) / values.length;
  };
  const score = scoreText(
    mean(each => each.score),
    data,
  );
  const [{ networks, rows, guess }] = ensembles as [(typeof ensembles)[number]];
  return {
    headline: [`Ensemble of ${networks}: loss ${shortNumber(mean(each => each.loss))}, ${scoreName(data)} ${score}`],
    lead: [
      `Each of the ${plural(rows, 'row')} is predicted by the network that did not learn from it${ensembles.length > 1 ? `; means of ${plural(ensembles.length, 'seed')}` : ''}.`,
      `Guessing has a loss of ${shortNumber(guess.loss)} and ${scoreName(data)} ${scoreText(guess.score, data)}.`,
    ],
  };
}

function ofSweep({ sweep, cells, arms, stableRates }: Group): Verdict {
  const ofRates = stableRates === null ? null : ofStableRates(stableRates, arms);

  const trains = (arm: Arm) => cells.filter(cell => cell.arm === arm && cell.trains >= 0.5).length;
  const [first, second] = arms;
  const points = sweep!.cells;
  const headline: Piece[] =
    second === undefined
      ? [`${capitalized(armTitle(first!))} trains in ${trains(first!)} of ${plural(points, 'setting')}`]
      : [
          named(second, capitalized(armTitle(second))),
          ` trains in ${trains(second)} of ${plural(points, 'setting')}, `,
          named(first!, armInSentence(first!)),
          ` in ${trains(first!)}`,
        ];
  const trained = [
    `A setting trains if at least half of its runs end at most halfway between the loss of a constant prediction and the lowest training loss.`,
  ];
  return { headline: ofRates?.headline ?? headline, lead: [...(ofRates?.lead ?? []), ...trained] };
}

/** The claims in full, as the test puts them. */
export function fullVerdicts({ claims }: Group): string[] {
  return claims.map(withoutScope);
}

/** The sentence of a claim without the words that say where it holds, which the facts below repeat. */
function withoutScope({ sentence, scope }: ClaimEvent): string {
  return clean(sentence.endsWith(scope) ? sentence.slice(0, -scope.length).trim() : sentence);
}

/** The sentences below a headline. */

import { plural } from '../../base/text/format.ts';
import type { ClaimEvent, ComparisonEvent } from '../../events/events.ts';
import { inTimes } from './numbers.ts';
import type { Group } from './report-data.ts';
import { clean } from './words.ts';

const notComplete = 'Some runs are missing or incomplete; this is what there is.';

/** What came first, what a step costs, and the differences of best losses and scores. */
export function leadOfSeeds({ claims, summaries, stepCosts, interrupted }: Group): string[] {
  const faster = claims.find(({ claim }) => claim === 'faster');
  const ofBest = summaries
    .filter(({ measure }) => measure.startsWith('best.'))
    .flatMap(({ differences }) => Object.values(differences))
    .flatMap(difference => (difference === null ? [] : [clean(difference.sentence)]));
  const ended = interrupted ? [notComplete] : [];
  const first =
    faster === undefined ? [] : [[whoWasAhead(faster), whatItCosts(faster, stepCosts)].filter(Boolean).join(' ')];
  const others = claims.filter(({ claim }) => claim !== 'faster').map(whoWasAhead);
  return [...ended, ...first, ...others, ...ofBest].filter(Boolean);
}

const aheadWords: Readonly<Record<ClaimEvent['claim'], { where: string; ahead: string; equal: string }>> = {
  faster: { where: 'To the same loss', ahead: 'was first', equal: 'both were there at once' },
  initialization: {
    where: 'Over the initial scales',
    ahead: 'trained in the wider range',
    equal: 'both trained in as wide a range',
  },
  regularizes: { where: 'At equal training loss', ahead: 'had the lower validation loss', equal: 'both had the same' },
};

function whoWasAhead({ claim, differences, seeds }: ClaimEvent): string {
  if (differences === null) return '';
  const { where, ahead, equal } = aheadWords[claim];
  const [better, same] = [differences.filter(each => each > 0).length, differences.filter(each => each === 0).length];
  const counts: [who: string, more: string, count: number][] = [
    ['batch norm', ` ${ahead}`, better],
    ['the baseline', ` ${ahead}`, seeds - better - same],
    [equal, '', same],
  ];
  const shown = counts.filter(([, , count]) => count > 0).sort(([, , a], [, , b]) => b - a);
  const text = shown.map(([who, more, count], n) =>
    n === 0 ? `${who}${more} in ${count} of ${plural(seeds, 'pair')}` : `${who} in ${count}`,
  );
  return `${where}, ${text.join(', ')}.`;
}

function whatItCosts({ seconds }: ClaimEvent, stepCosts: Group['stepCosts']): string {
  if (!seconds || seconds.ratio === null) return '';
  const percents = Math.round(100 * Math.abs(seconds.stepCost - 1));
  const cost =
    percents === 0 ? 'takes as long' : `takes ${percents} % ${seconds.stepCost > 1 ? 'longer' : 'less time'}`;
  const { ratio } = seconds;
  const isSame = Math.abs(Math.log(ratio)) < 0.005;
  const time = isSame ? 'the same time' : ratio > 1 ? `${inTimes(ratio)} less time` : `${inTimes(1 / ratio)} the time`;
  const range = stepCosts.find(({ arm }) => arm === 'batchnorm');
  if (!range || range.low === null || range.high === null || range.low > 1 || range.high < 1)
    return `A step with batch norm ${cost}, which makes ${time} in all.`;
  const [low, high] = [range.low, range.high].map(ratio => signedPercent(ratio - 1));
  return `A step with batch norm takes as long within the noise of its measurement (${low} to ${high}); as measured, that makes ${time} in all.`;
}

/** "+14 %", "−25 %" */
function signedPercent(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.round(100 * Math.abs(share))} %`;
}

/** Of one pair. */
export function leadOfOne({ interrupted }: Group, { sentence }: ComparisonEvent): string[] {
  const ended = interrupted ? [notComplete] : [];
  return [
    ...ended,
    'One pair of runs, one seed: run several seeds before you believe a small difference.',
    clean(sentence),
  ];
}

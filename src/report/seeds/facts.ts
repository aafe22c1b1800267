/** Facts of a run with several seeds. */

import { formatCount, list, percent, plural, significant } from '../../base/text/format.ts';
import type { StartEvent } from '../../events/events.ts';
import { type Style, signs } from '../style.ts';

type Source = StartEvent['config']['vary'][number];

const words: Readonly<Record<Source, string>> = {
  split: 'split',
  init: 'initial weights',
  order: 'batch order',
};

/** `pairs` are whole; a signal may have ended the run before the others. */
export function seedsFacts({ arms, config, guess, data }: StartEvent, pairs: number, style: Style): [string, string][] {
  const { seed, seeds, vary } = config;
  const noun = arms.length > 1 ? 'pair' : 'run';
  const fixed = (Object.keys(words) as Source[]).filter(source => !vary.includes(source));
  const same = fixed.length === 0 ? '' : `; all have the same ${list(fixed.map(source => words[source]))}`;
  const ended = pairs < seeds ? `, but interrupted: ${formatCount(pairs)} of ${plural(seeds, noun)} whole` : '';
  const score =
    data.metric === 'accuracy'
      ? `accuracy ${percent(guess.score)}`
      : `R${signs(style).squared} ${twoDecimals(guess.score)}`;
  return [
    [
      'seeds',
      `${formatCount(seeds)} from ${seed} on${ended}; each seed draws its own ${list(vary.map(source => words[source]))}${same}`,
    ],
    ['guessing', `loss ${significant(guess.loss)}, ${score}, with the split of seed ${seed}`],
  ];
}

/** A score just below 0 is 0.00. */
function twoDecimals(score: number): string {
  return (Math.round(100 * score) / 100 + 0).toFixed(2);
}

/** The networks of an ensemble, and the score of all rows together. */

import { fixedNumber } from '../document/numbers.ts';
import type { Group } from '../document/report-data.ts';
import { scoreName, scoreText } from '../document/words.ts';
import { html, type Markup } from './markup.ts';
import { table } from './tables.ts';

export function ensembleOf({ start, runs, ensembles, seeds }: Group): Markup | '' {
  if (!runs.some(({ part }) => part !== null)) return '';
  const { data } = start;
  const several = seeds.length > 1;
  const heading = ['network', ...(several ? ['seed'] : []), 'loss', scoreName(data), 'in epoch'];
  const networks = runs.map(({ part, seed, result }) => {
    const kept = ensembles.some(each => each.kept === 'last') ? result?.final : result?.best;
    const epoch = kept === result?.best ? result?.best?.epoch : result?.epochs;
    return [
      String(part),
      ...(several ? [String(seed)] : []),
      fixedNumber(kept?.validationLoss, 4),
      scoreText(kept?.validationScore, data),
      epoch === undefined ? '–' : String(epoch),
    ];
  });
  const totals = ensembles.flatMap(({ seed, loss, score, guess }) => [
    ['all rows', ...(several ? [String(seed)] : []), fixedNumber(loss, 4), scoreText(score, data), ''],
    ['guessing', ...(several ? [String(seed)] : []), fixedNumber(guess.loss, 4), scoreText(guess.score, data), ''],
  ]);
  return html`<section><h2>The networks</h2>
<p class="note">Each network is scored on the part of the rows that it did not learn from; all rows is the score of all parts together.${several && ' Each seed has an ensemble.'} The curves are those of network 1.</p>
${table('The networks', heading, [...networks, ...totals])}</section>`;
}

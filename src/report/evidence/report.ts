/** The page of `evidence`: the data, each claim with its verdict, where the verdicts hold, and how to repeat them. */

import { list, plural, significant, writtenNumber } from '../../base/text/format.ts';
import type { ClaimEvent, LearningRatesEvent, Listener, StartEvent, TrainingEvent } from '../../events/events.ts';
import { measureNames } from '../measures.ts';
import { describeData } from '../run-facts.ts';
import { seedsFacts } from '../seeds/facts.ts';
import { type Style, signs } from '../style.ts';
import { wrap } from '../width.ts';
import { describeClaim } from './claim.ts';

export class EvidenceReport implements Listener {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  readonly #claims: ClaimEvent[] = [];
  #start: StartEvent | null = null;
  #rates: LearningRatesEvent | null = null;

  constructor(write: (text: string) => void, style: Style) {
    this.#write = write;
    this.#style = style;
  }

  event(event: TrainingEvent): void {
    if (event.event === 'start' && event.command === 'evidence') this.#start = event;
    else if (event.event === 'learning-rates') this.#rates = event;
    else if (event.event === 'claim') this.#claims.push(event);
  }

  end(): void {
    if (this.#start === null) return;
    const style = this.#style;
    if (this.#claims.length === 0) {
      this.#write('There is no verdict: the run was interrupted before a pair was complete.\n');
      return;
    }
    const { times } = signs(style);
    const claims = this.#claims.map(claim => describeClaim(claim, this.#claims.length, style).replaceAll('×', times));
    const seeds = seedsFacts(this.#start, this.#claims[0]!.seeds, style);
    const facts = this.#rates === null ? seeds : [...seeds, describeRates(this.#rates)];
    const parts = [
      describeData(this.#start, style, facts),
      ...claims,
      describeScope(this.#claims, style),
      this.#rerun(),
    ];
    this.#write(`${parts.join('\n\n')}\n`);
  }

  #rerun(): string {
    return `To repeat:\n  ${this.#claims[0]!.rerun}`;
  }
}

/** Which rates the arms got, and why. */
function describeRates({ chosen, tried, seeds, measure }: LearningRatesEvent): [string, string] {
  const own = (['baseline', 'batchnorm'] as const).map(arm => {
    const found = tried[arm].find(({ lr }) => lr === chosen[arm])!;
    return `${writtenNumber(Number(chosen[arm].toPrecision(4)))} for ${arm} (${significant(found.medianLoss)})`;
  });
  return [
    'rates',
    `${list(own)}, by the lowest median ${measureNames[measure]} of ${plural(seeds.length, 'further seed')}`,
  ];
}

function describeScope(claims: readonly ClaimEvent[], { width }: Style): string {
  return wrap(`${claims[0]!.scope} It says nothing of other tables. docs/evidence.md explains the words.`, width);
}

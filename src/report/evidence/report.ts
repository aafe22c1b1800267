/** The page of `evidence`: the data, each claim with its verdict, where the verdicts hold, and how to repeat them. */

import type { ClaimEvent, Listener, StartEvent, TrainingEvent } from '../../events/events.ts';
import { seedsFacts } from '../seeds/facts.ts';
import { type Style, signs } from '../style.ts';
import { describeData } from '../summary.ts';
import { wrap } from '../width.ts';
import { describeClaim } from './claim.ts';

export class EvidenceReport implements Listener {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  readonly #claims: ClaimEvent[] = [];
  #start: StartEvent | null = null;

  constructor(write: (text: string) => void, style: Style) {
    this.#write = write;
    this.#style = style;
  }

  event(event: TrainingEvent): void {
    if (event.event === 'start' && event.command === 'evidence') this.#start = event;
    else if (event.event === 'claim') this.#claims.push(event);
  }

  end(): void {
    if (this.#start === null || this.#claims.length === 0) return;
    const style = this.#style;
    const { times } = signs(style);
    const claims = this.#claims.map(claim => describeClaim(claim, this.#claims.length, style).replaceAll('×', times));
    const facts = seedsFacts(this.#start, this.#claims[0]!.seeds, style);
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

function describeScope(claims: readonly ClaimEvent[], { width }: Style): string {
  return wrap(`${claims[0]!.scope} Nothing is said of other tables. docs/evidence.md explains the words.`, width);
}

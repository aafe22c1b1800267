/** What several seeds came to: charts with bands, a table with intervals, and closing sentences. */

import { formatCount, plural } from '../../base/text/format.ts';
import type {
  ClaimEvent,
  CurveEvent,
  PairEvent,
  ResultEvent,
  StartEvent,
  StepCostEvent,
  SummaryEvent,
  TrainingEvent,
} from '../../events/events.ts';
import { type Style, signs } from '../style.ts';
import { wrap } from '../width.ts';
import { seedsCharts } from './charts.ts';
import { seedsTable } from './table.ts';

export class SeedsReport {
  readonly #pairs: PairEvent[] = [];
  readonly #results: ResultEvent[] = [];
  readonly #curves: CurveEvent[] = [];
  readonly #summaries: SummaryEvent[] = [];
  readonly #costs: StepCostEvent[] = [];
  readonly #claims: ClaimEvent[] = [];

  add(event: TrainingEvent): void {
    if (event.event === 'pair') this.#pairs.push(event);
    else if (event.event === 'result') this.#results.push(event);
    else if (event.event === 'curve') this.#curves.push(event);
    else if (event.event === 'summary') this.#summaries.push(event);
    else if (event.event === 'step-cost') this.#costs.push(event);
    else if (event.event === 'claim') this.#claims.push(event);
  }

  get pairs(): number {
    return this.#pairs.length;
  }

  parts(start: StartEvent, style: Style): string[] {
    const pairs = this.#pairs.length;
    // A signal may have ended a pair: its results are of less than the others.
    const results = this.#results.filter(({ seed }) => this.#pairs.some(pair => pair.seed === seed));
    const found = { pairs, results, summaries: this.#summaries, costs: this.#costs };
    const { times } = signs(style);
    const sentences = [
      ...this.#claims.map(({ sentence }) => sentence),
      ...describeDivergence(start, results, pairs),
      ...this.#differences(),
    ];
    const { charts, note } = seedsCharts(start, this.#curves, pairs, style);
    return [
      ...charts,
      ...(note === '' ? [] : [style.color.dim(wrap(note, style.width))]),
      seedsTable(start, found, style),
      ...(sentences.length === 0
        ? []
        : [sentences.map(each => wrap(each.replaceAll('×', times), style.width)).join('\n')]),
      ...evidenceHint(start, this.#claims, style),
    ];
  }

  /** In the first score: the best validation loss, or without validation rows the final training loss. */
  #differences(): string[] {
    return Object.values(this.#summaries[0]!.differences).flatMap(found => found?.sentence ?? []);
  }
}

/** "baseline diverged in 3 of 8 runs, so its losses have no mean and no paired difference." */
function describeDivergence({ arms }: StartEvent, results: readonly ResultEvent[], pairs: number): string[] {
  return arms.flatMap(arm => {
    const diverged = results.filter(result => result.arm === arm && result.diverged).length;
    if (diverged === 0) return [];
    const lacks = arms.length > 1 ? 'no mean and no paired difference' : 'no mean';
    return [`${arm} diverged in ${formatCount(diverged)} of ${plural(pairs, 'run')}, so its losses have ${lacks}.`];
  });
}

/** The command of the claim with another name. One of the three claims takes validation rows. */
function evidenceHint({ data }: StartEvent, claims: readonly ClaimEvent[], { width }: Style): string[] {
  if (data.validationRows === 0) return [];
  const heading = wrap('For all three claims about batch norm:', width);
  return claims.map(({ rerun }) => `${heading}\n  ${rerun.replace(/^bntrain \w+/, 'bntrain evidence')}`);
}

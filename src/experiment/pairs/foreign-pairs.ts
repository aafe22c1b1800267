/** Pairs that belong to other shards. */

import { formatCount, plural } from '../../base/text/format.ts';
import type { PairEvent, TrainingEvent, WarningEvent } from '../../events/events.ts';
import type { Overrides } from '../arms.ts';
import type { Experiment, Shard } from '../spec.ts';
import type { PairKeeper } from './pair-keeper.ts';

/** Where a pair belongs. */
export interface Place {
  readonly index: number;
  readonly seed: number;
  readonly point: Overrides;
}

/** Whether a pair is trained here; `number` counts by point, then by seed. */
export function isOfShard(shard: Shard | undefined, number: number): boolean {
  return shard === undefined || number % shard.count === shard.index - 1;
}

export class ForeignPairs {
  #missing: { readonly place: Place; readonly pair: PairEvent }[] = [];

  /** The pair has no result yet. */
  add({ index, seed, point }: Place, pair: PairEvent): void {
    this.#missing.push({ place: { index, seed, point }, pair });
  }

  get missing(): number {
    return this.#missing.length;
  }

  /** Calls `take` with the events of what other shards have done meanwhile. */
  collect(keeper: PairKeeper, take: (place: Place, events: readonly TrainingEvent[]) => void): void {
    keeper.refresh();
    this.#missing = this.#missing.filter(({ place, pair }) => {
      const events = keeper.read(pair);
      if (events !== null) take(place, events);
      return events === null;
    });
  }

  warning(done: number, planned: number, { arms, results }: Experiment): WarningEvent {
    const all = plural(planned + this.missing, arms.length > 1 ? 'pair' : 'run');
    const message = `${formatCount(done)} of ${all} are in ${results!.directory}; run the other shards`;
    return { event: 'warning', code: 'incomplete', message };
  }
}

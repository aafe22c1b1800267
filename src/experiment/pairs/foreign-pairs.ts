/** Pairs that belong to other shards. */

import type { PairEvent, TrainingEvent } from '../../events/events.ts';
import type { Config } from '../../settings/config.ts';
import type { Overrides } from '../arms.ts';
import type { Shard } from '../spec.ts';
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
  #missing: { readonly place: Place; readonly pair: PairEvent; readonly config: Config }[] = [];

  /** The pair has no result yet. */
  add({ index, seed, point }: Place, pair: PairEvent, config: Config): void {
    this.#missing.push({ place: { index, seed, point }, pair, config });
  }

  get missing(): number {
    return this.#missing.length;
  }

  /** Calls `take` with the events of what other shards have done meanwhile. */
  collect(keeper: PairKeeper, take: (place: Place, events: readonly TrainingEvent[]) => void): void {
    keeper.refresh();
    this.#missing = this.#missing.filter(({ place, pair, config }) => {
      const events = keeper.read(pair, config);
      if (events !== null) take(place, events);
      return events === null;
    });
  }
}

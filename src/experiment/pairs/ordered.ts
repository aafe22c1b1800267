/** Passes the events of pairs on in the order of the pairs, whichever is done first. Those of later pairs wait. */

import type { TrainingEvent } from '../../events/events.ts';

export class OrderedEvents {
  readonly #emit: (event: TrainingEvent) => void;
  readonly #waiting = new Map<number, TrainingEvent[]>();
  readonly #ended = new Set<number>();
  #front = 0;

  constructor(emit: (event: TrainingEvent) => void) {
    this.#emit = emit;
  }

  add(pair: number, event: TrainingEvent): void {
    // Those of a pair that had ended come from elsewhere, later.
    if (pair <= this.#front) this.#emit(event);
    else if (this.#waiting.has(pair)) this.#waiting.get(pair)!.push(event);
    else this.#waiting.set(pair, [event]);
  }

  /** Whether events of this pair are passed on at once. */
  isFront(pair: number): boolean {
    return pair === this.#front;
  }

  /** No event of this pair comes any more. */
  end(pair: number): void {
    this.#ended.add(pair);
    while (this.#ended.has(this.#front)) {
      this.#front++;
      for (const event of this.#waiting.get(this.#front) ?? []) this.#emit(event);
      this.#waiting.delete(this.#front);
    }
  }

  /** Forgets the events of a pair that is not at the front. */
  forget(pair: number): void {
    this.#waiting.delete(pair);
  }
}

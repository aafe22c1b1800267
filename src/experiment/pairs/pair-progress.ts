/** How far an experiment is, over all of its pairs. */

import type { Listener, PairsProgress, Progress } from '../../events/events.ts';

export class PairProgress {
  readonly #listeners: readonly Listener[];
  readonly #arms: number;
  /** Pairs that are known to be trained. */
  #planned: number;
  /** Further pairs of a search, at most. */
  #expected: number;
  #done = 0;
  #note: Pick<PairsProgress, 'note' | 'idle'> = {};
  /** Shares of the steps of pairs under way, by pair and arm. */
  readonly #underWay = new Map<number, Map<string, number>>();

  constructor(listeners: readonly Listener[], arms: number, planned: number, expected: number) {
    this.#listeners = listeners;
    this.#arms = arms;
    this.#planned = planned;
    this.#expected = expected;
  }

  get planned(): number {
    return this.#planned;
  }

  /** More pairs are trained; they are among those that were expected. */
  plan(count: number): void {
    this.#planned += count;
    this.#expected = Math.max(this.#expected - count, 0);
  }

  /** An arm of a pair has done some steps. */
  step(index: number, { arm, step, totalSteps }: Progress): void {
    const arms = this.#underWay.get(index) ?? new Map<string, number>();
    this.#underWay.set(index, arms.set(arm, step / totalSteps));
    this.#report();
  }

  /** A pair is whole. */
  finish(index: number): void {
    this.#underWay.delete(index);
    this.#done++;
    this.#report();
  }

  /** What there is to say besides, and whether nobody works on the pairs. */
  note(note: string, idle: boolean): void {
    this.#note = { note, idle };
    this.#report();
  }

  #report(): void {
    const partly = [...this.#underWay.values()].flatMap(shares => [...shares.values()]);
    const pairs = this.#planned + this.#expected;
    const share = (this.#done + partly.reduce((sum, each) => sum + each, 0) / this.#arms) / pairs;
    for (const listener of this.#listeners) listener.pairs?.({ pairs, done: this.#done, share, ...this.#note });
  }
}

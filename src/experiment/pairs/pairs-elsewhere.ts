/** The pairs of an experiment that are not trained here: those of other shards, and those that workers of a queue train. */

import type { PairEvent } from '../../events/events.ts';
import type { Config } from '../../settings/config.ts';
import { allDrained } from '../experiment.ts';
import { ForeignPairs, type Place } from './foreign-pairs.ts';
import { incomplete } from './incomplete.ts';
import type { PairProgress } from './pair-progress.ts';
import type { PassedPairs } from './passed-pairs.ts';
import type { PairSink } from './remote-pairs.ts';
import type { PairsOptions } from './run-pairs.ts';

type Options = Pick<PairsOptions, 'experiment' | 'keeper' | 'remote' | 'listeners' | 'signal' | 'emit'>;

export class PairsElsewhere {
  readonly #options: Options;
  readonly #passed: PassedPairs;
  readonly #progress: PairProgress;
  readonly #foreign = new ForeignPairs();

  constructor(options: Options, passed: PassedPairs, progress: PairProgress) {
    this.#options = options;
    this.#passed = passed;
    this.#progress = progress;
  }

  /** How many have no result. */
  get missing(): number {
    return this.#foreign.missing + (this.#options.remote?.missing ?? 0);
  }

  /** A pair of another shard, which has no result yet. `config` has the settings of the pair. */
  addForeign(place: Place, pair: PairEvent, config: Config): void {
    this.#foreign.add(place, pair, config);
    this.#passed.leave(place);
    this.#progress.plan(-1);
  }

  /** Passes on what other shards have done by now, and what workers do. Throws UserError, and FailedCheck for different bits. */
  async collect(): Promise<void> {
    const { keeper, remote, signal } = this.#options;
    if (this.#foreign.missing > 0) {
      this.#foreign.collect(keeper!, (place, events) => {
        this.#progress.plan(1);
        this.#passed.passWhole(place, events);
        this.#progress.finish(place.index);
      });
    }
    await remote?.train(this.#sink(), signal ?? new AbortController().signal);
  }

  #sink(): PairSink {
    const { listeners, emit } = this.#options;
    return {
      arrived: index => this.#progress.finish(index),
      pass: async (place, events) => {
        await allDrained(listeners);
        this.#passed.passWhole(place, events);
      },
      leave: place => this.#passed.leave(place),
      note: (text, idle) => this.#progress.note(text, idle),
      warn: message => emit({ event: 'warning', code: 'queue', message }),
    };
  }

  /** Whether there are conclusions: if some are missing, there is a warning instead. A signal ends with what is there. */
  isComplete(): boolean {
    const { experiment, emit, remote, signal } = this.#options;
    if (this.missing === 0 || (remote !== null && signal?.aborted)) return true;
    const pairs = this.#progress.planned + this.#foreign.missing;
    const all = { done: this.#passed.whole, pairs, arms: experiment.arms.length };
    if (remote === null) emit(incomplete({ ...all, where: experiment.results!.directory }, 'run the other shards'));
    else emit(incomplete({ ...all, where: null }, remote.way));
    return false;
  }
}

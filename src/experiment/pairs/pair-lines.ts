/** Keeps whole pairs in memory as lines of results, for a coordinator elsewhere that knows which jobs they are. */

import { UserError } from '../../base/errors.ts';
import { byteSize } from '../../base/text/format.ts';
import type { LoadedData } from '../../data/load.ts';
import type { PairEvent, TrainingEvent } from '../../events/events.ts';
import { lineOf } from '../../saved/results/result-line.ts';
import type { Config } from '../../settings/config.ts';
import type { ReadyExperiment } from '../ready.ts';
import { type JobPlace, jobOf } from './pair-job.ts';
import type { PairKeeper } from './pair-keeper.ts';
import { storedResult } from './stored-pair.ts';

export interface PairLinesOptions {
  /** The jobs that are expected. */
  readonly jobs: readonly string[];
  readonly place: JobPlace;
  readonly experiment: string;
  readonly worker: string;
  /** Max characters of all lines. */
  readonly limit: number;
  /** Throws if the experiment takes too much. */
  check(experiment: ReadyExperiment, data: LoadedData): void;
}

export class PairLines implements PairKeeper {
  readonly failure = null;
  readonly #options: PairLinesOptions;
  readonly #jobs: ReadonlySet<string>;
  readonly #lines = new Map<string, string>();
  #length = 0;

  constructor(options: PairLinesOptions) {
    this.#options = options;
    this.#jobs = new Set(options.jobs);
  }

  /** In the order of the jobs; null while some are missing. */
  get lines(): readonly string[] | null {
    const { jobs } = this.#options;
    return this.#lines.size < jobs.length ? null : jobs.map(job => this.#lines.get(job)!);
  }

  begin(experiment: ReadyExperiment, data: LoadedData): void {
    const { place, check } = this.#options;
    const isStored = data.description.location === 'file';
    if (isStored !== (place.rows !== 'memory')) {
      // Another machine may have more memory, so this is no UserError.
      throw new Error(isStored ? 'the rows exceed the memory of this machine' : 'the rows fit into memory here');
    }
    check(experiment, data);
  }

  /** Throws UserError for a pair that was not asked for: it consists of something else here. */
  read(pair: PairEvent, config: Config): null {
    if (this.#jobs.has(jobOf(pair, config, this.#options.place))) return null;
    throw new UserError(
      `the run of seed ${pair.seed} is another one here: its settings or its table differ from those of the coordinator`,
    );
  }

  write(pair: PairEvent, config: Config, events: readonly TrainingEvent[]): void {
    const { place, experiment, worker, limit } = this.#options;
    const job = jobOf(pair, config, place);
    const line = lineOf(job, { ...storedResult(pair, events, experiment), worker }).trimEnd();
    this.#lines.set(job, line);
    this.#length += line.length;
    if (this.#length > limit) {
      throw new UserError(
        `the results of a bundle exceed ${byteSize(limit)}; give fewer epochs, or a larger ⟪logSteps⟫`,
      );
    }
  }

  refresh(): void {}

  end(): void {}
}

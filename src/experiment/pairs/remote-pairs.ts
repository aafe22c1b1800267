/** The pairs of an experiment that other machines train. They are passed on in order, as soon as those before them are there. */

import { UserError } from '../../base/errors.ts';
import { formatCount } from '../../base/text/format.ts';
import { groupWarnings } from '../../base/warning-groups.ts';
import type { LoadedData } from '../../data/load.ts';
import type { PairEvent, TrainingEvent } from '../../events/events.ts';
import type { Config } from '../../settings/config.ts';
import type { ReadyExperiment } from '../ready.ts';
import { cellOf } from '../run.ts';
import type { Experiment } from '../spec.ts';
import type { DataFile, Dispatcher, RemotePair } from './dispatcher.ts';
import type { Place } from './foreign-pairs.ts';
import { recordedOf, secondsOfPair } from './pair-cost.ts';
import { jobOf } from './pair-job.ts';
import type { PairResults } from './pair-results.ts';
import { checkResult, type ExpectedPair, factsOf } from './remote-result.ts';

/** There may be many. */
interface Waiting {
  readonly index: number;
  /** A digest of what the event of the pair says. */
  readonly facts: string;
  readonly remote: RemotePair;
}

/** What becomes of arriving pairs. */
export interface PairSink {
  /** A pair has a result. */
  arrived(index: number): void;
  /** In order. */
  pass(place: Place, events: readonly TrainingEvent[]): Promise<void>;
  /** Called instead for a pair without a result, when none comes any more. */
  leave(place: Place): void;
  note(text: string, idle: boolean): void;
  warn(message: string): void;
}

export class RemotePairs {
  readonly #experiment: Experiment;
  readonly #results: PairResults;
  readonly #dispatcher: Dispatcher;
  #files: { readonly table: readonly DataFile[]; readonly validation: DataFile | null } | null = null;
  #waiting: Waiting[] = [];
  #missing = 0;
  #failures: string[] = [];

  constructor(experiment: Experiment, results: PairResults, dispatcher: Dispatcher) {
    this.#experiment = experiment;
    this.#results = results;
    this.#dispatcher = dispatcher;
  }

  /** How many have no result. */
  get missing(): number {
    return this.#missing;
  }

  /** Why pairs failed. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** What to do about missing pairs. */
  get way(): string {
    if (this.#failures.length > 0)
      return "the others failed; the same command tries them again after 'bntrain queue retry'";
    return this.#dispatcher.detached
      ? 'the queue has the others; run the command without ⟪detach⟫ to collect them'
      : 'run the command again';
  }

  /** `ready` has the arms that are trained. */
  add({ index, seed, point }: Place, pair: PairEvent, ready: ReadyExperiment, data: LoadedData, config: Config): void {
    this.#files ??= filesOf(data);
    const job = jobOf(pair, config, this.#results.experiment.place);
    const arm = ready.arms.length < this.#experiment.arms.length ? { arm: ready.arms[0]!.name } : {};
    const cost = { seconds: secondsOfPair(ready, data), recorded: recordedOf(ready, data) };
    const remote = { job, seed, point, ...arm, ...cost, isMissing: !this.#results.has(job) };
    this.#waiting.push({ index, facts: factsOf(pair), remote });
  }

  /** Has those trained that were added, and passes them on. Throws FailedCheck for different bits. */
  async train(sink: PairSink, signal: AbortSignal): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    // Two points may have the same run.
    const byJob = new Map<string, Waiting[]>();
    for (const each of waiting) byJob.set(each.remote.job, [...(byJob.get(each.remote.job) ?? []), each]);
    const expected = (job: string): ExpectedPair | null => {
      const each = byJob.get(job)?.[0];
      if (each === undefined) return null;
      const { seed, arm } = each.remote;
      const arms = arm === undefined ? this.#experiment.arms.map(({ name }) => name) : [arm];
      return { seed, facts: each.facts, arms };
    };
    const arrived = new Set<string>();
    const arrive = (job: string) => {
      if (arrived.has(job)) return;
      arrived.add(job);
      for (const { index } of byJob.get(job)!) sink.arrived(index);
    };
    let next = 0;
    const passWhole = async () => {
      for (
        let first = waiting[next];
        first !== undefined && this.#results.has(first.remote.job);
        first = waiting[++next]
      )
        await this.#pass(first, sink);
    };
    for (const { remote } of waiting) if (!remote.isMissing) arrive(remote.job);
    await passWhole();
    const add = async (lines: readonly string[]) => {
      const jobs = lines.map(line => checkResult(line, expected, this.#results.experiment.id));
      this.#results.add(lines);
      for (const job of jobs) arrive(job);
      await passWhole();
    };
    if (next < waiting.length && !signal.aborted) {
      const { id, place } = this.#results.experiment;
      const pairs = [...byJob.values()].map(([first]) => first!.remote);
      const study = { id, experiment: this.#experiment, place, ...this.#files!, pairs };
      const failures = await this.#dispatcher.dispatch(study, { ...sink, add }, signal);
      const warnings = failures.map(message => ({ code: 'queue' as const, message }));
      for (const { message } of groupWarnings(warnings)) sink.warn(message);
      this.#failures.push(...failures);
    }
    for (const each of waiting.slice(next)) {
      if (this.#results.has(each.remote.job)) await this.#pass(each, sink);
      else {
        this.#missing++;
        sink.leave(placeOf(each));
      }
    }
  }

  /** A line that was cut since it was written has no events. */
  async #pass(each: Waiting, sink: PairSink): Promise<void> {
    const { job, point } = each.remote;
    const events = this.#results.readJob(job, cellOf(point));
    if (events !== null) await sink.pass(placeOf(each), events);
    else {
      this.#missing++;
      sink.leave(placeOf(each));
    }
  }
}

function placeOf({ index, remote: { seed, point } }: Waiting): Place {
  return { index, seed, point };
}

/** The files that are read, each with its digest. Throws UserError. */
function filesOf({ description, digests }: LoadedData): {
  readonly table: readonly DataFile[];
  readonly validation: DataFile | null;
} {
  const { paths, validationPath } = description;
  const { table, validation } = digests!;
  if (paths.length !== table.length) {
    throw new UserError(`⟪queue⟫: ${formatCount(paths.length)} files were read, and ${table.length} are known`);
  }
  return {
    table: paths.map((path, n) => ({ path, digest: table[n]! })),
    validation: validation === null ? null : { path: validationPath!, digest: validation },
  };
}

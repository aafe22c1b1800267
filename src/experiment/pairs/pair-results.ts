/** Keeps pairs in a folder of results, which other processes may share: now, or later. A pair is found by what it consists of. */

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../base/errors.ts';
import { makeFolder } from '../../base/files/folder.ts';
import { isTemporary } from '../../base/files/temporary.ts';
import { whyNot } from '../../base/files/why-not.ts';
import { list } from '../../base/text/format.ts';
import { version } from '../../base/version.ts';
import type { Warn } from '../../base/warn.ts';
import type { LoadedData } from '../../data/load.ts';
import type { PairEvent, ResultEvent, StartEvent, TrainingEvent } from '../../events/events.ts';
import { bitsOf, type Engine } from '../../kernels/engine.ts';
import { fromColumns, toColumns } from '../../saved/results/columns.ts';
import {
  experimentId,
  experimentsIn,
  hasExperiments,
  type ResultSource,
  type StoredExperiment,
  writeExperiment,
} from '../../saved/results/experiment-file.ts';
import { ResultFile } from '../../saved/results/result-file.ts';
import { lineOf, type StoredResult } from '../../saved/results/result-line.ts';
import { ResultsFolder } from '../../saved/results/results-folder.ts';
import type { Config } from '../../settings/config.ts';
import { conclusionKeys, defaultOf, recordingKeys, scopeOf, settingKeys } from '../../settings/table.ts';
import type { ReadyExperiment } from '../ready.ts';
import type { PairKeeper } from './pair-keeper.ts';
import { lossesOfRun, recordOfPair } from './records.ts';

/** What decides bits besides the settings and the data. */
interface Machine {
  readonly engine: Engine;
  /** Max bytes of rows in memory; rows that exceed it are trained in another order. */
  readonly budget: number;
}

/** Makes the folder. Throws UserError if it cannot be used. */
export function openResults(directory: string): void {
  const refuse = (why: string) => new UserError(`⟪results⟫: ${directory}: ${why}`);
  if (directory === '') throw new UserError("⟪results⟫: got '', takes the name of a directory");
  let names: string[];
  try {
    makeFolder(directory);
    names = readdirSync(directory).filter(name => !isTemporary(name));
  } catch (error) {
    throw refuse(whyNot(error));
  }
  if (names.length > 0 && !hasExperiments(directory)) {
    throw refuse(`holds other files (${list(names, 3)}); give a directory of its own`);
  }
}

export class PairResults implements PairKeeper {
  readonly #directory: string;
  readonly #machine: Machine;
  readonly #initialDigest: string | null;
  readonly #warn: Warn;
  readonly #file: ResultFile;
  #folder: ResultsFolder | null = null;
  #id = '';
  #rows: string | number = '';
  #failure: UserError | null = null;

  constructor(directory: string, machine: Machine, initialDigest: string | null, warn: Warn) {
    this.#directory = directory;
    this.#machine = machine;
    this.#initialDigest = initialDigest;
    this.#warn = warn;
    this.#file = new ResultFile(directory, error => this.#fail(error));
  }

  get failure(): UserError | null {
    return this.#failure;
  }

  begin(experiment: ReadyExperiment, data: LoadedData, start: StartEvent): void {
    const { arms, points = null, search = null, rates = null, config } = experiment;
    const { digests, description } = data;
    const source: ResultSource = {
      version,
      kernels: bitsOf(this.#machine.engine),
      data: [...digests!.table, digests!.validation, this.#initialDigest],
      paths: [...description.paths, ...(description.validationPath === null ? [] : [description.validationPath])],
    };
    const whole: StoredExperiment = { source, arms, points, search, rates, start };
    const keys = settingKeys.filter(key => scopeOf(key) !== 'none');
    const all = [...keys, 'seeds', ...conclusionKeys, ...recordingKeys] as const;
    this.#id = experimentId(whole, Object.fromEntries(all.map(key => [key, config[key]])));
    for (const other of experimentsIn(this.#directory).values()) checkSource(this.#directory, other.source, source);
    try {
      writeExperiment(this.#directory, this.#id, whole);
    } catch (error) {
      throw new UserError(`⟪results⟫: ${this.#directory}: ${whyNot(error)}`);
    }
    this.#rows = description.location === 'file' ? this.#machine.budget : 'memory';
    this.#folder = new ResultsFolder(this.#directory, this.#id, message => this.#warn(message, 'results'));
    this.refresh();
  }

  refresh(): void {
    this.#attempt(() => this.#file.flush());
    this.#folder!.refresh();
  }

  read(pair: PairEvent, config: Config): TrainingEvent[] | null {
    const job = this.#jobOf(pair, config);
    const stored = this.#folder!.read(job);
    if (stored === null) return null;
    // So that the folder says what this experiment consists of.
    if (!this.#folder!.isOwn(job)) this.#append(job, { ...stored, cell: pair.cell ?? {}, experiment: this.#id });
    return [...eventsOf(stored), pair];
  }

  write(pair: PairEvent, config: Config, events: readonly TrainingEvent[]): void {
    this.#append(this.#jobOf(pair, config), storedResult(pair, events, this.#id));
  }

  end(): void {
    this.#attempt(() => this.#file.close());
  }

  #append(job: string, stored: StoredResult): void {
    this.#attempt(() => this.#file.append(lineOf(job, stored)));
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const failure = new UserError(`${this.#file.path}: could not be written: it ${whyNot(error)}`);
    if (this.#failure === null)
      this.#warn(`${failure.message}; training continues, and results that were written are kept`, 'not-saved');
    this.#failure ??= failure;
  }

  #jobOf({ digests }: PairEvent, config: Config): string {
    const kernels = bitsOf(this.#machine.engine);
    const records = recordingKeys.filter(key => !isDeepStrictEqual(config[key], defaultOf(key, config)));
    const job = {
      format: 'bntrain-job/1',
      kernels,
      rows: this.#rows,
      runs: Object.values(digests),
      records: records.map(key => [key, config[key]]),
    };
    return createHash('sha256').update(JSON.stringify(job)).digest('hex');
  }
}

/** The last event is that of the pair, and those before it are its results. */
function storedResult(pair: PairEvent, events: readonly TrainingEvent[], experiment: string): StoredResult {
  const results = events.filter((event): event is ResultEvent => event.event === 'result');
  const others = events.filter(event => event.event !== 'result' && event.event !== 'pair');
  const { columns, times } = toColumns(others);
  const { event, cell = {}, ...facts } = pair;
  return {
    summary: { ...facts, runs: recordOfPair(events, {}).runs.map(lossesOfRun) },
    results: results.map(result => ({ ...result, seconds: 0 })),
    curves: columns,
    seconds: { results: results.map(({ seconds }) => seconds), curves: times },
    at: new Date().toISOString(),
    cell,
    experiment,
  };
}

/** The events of a pair before its own. */
export function eventsOf({ results, curves, seconds }: StoredResult): TrainingEvent[] {
  const timed = results.map((result, n) => ({ ...result, seconds: seconds.results[n]! }));
  return [...(fromColumns(curves, seconds.curves) as unknown as TrainingEvent[]), ...timed];
}

/** Throws UserError if results of the folder could never be those of this experiment. */
function checkSource(directory: string, then: ResultSource, now: ResultSource): void {
  const refuse = (why: string, way: string) => new UserError(`⟪results⟫: ${directory}: has results of ${why}; ${way}`);
  const another = 'give another directory';
  if (then.version !== now.version) throw refuse(`bntrain ${then.version}, and this is ${now.version}`, another);
  if (then.kernels !== now.kernels) {
    const way = `${another}, or take ⟪engine=plain⟫ on every machine`;
    throw refuse(`kernels with other bits (${then.kernels}, and here ${now.kernels})`, way);
  }
  if (then.data.join() === now.data.join()) return;
  const what = then.paths.join() === now.paths.join() ? `${list(now.paths, 3)} as it was before` : list(then.paths, 3);
  throw refuse(`another table, ${what}`, another);
}

/** Keeps pairs in a folder of results, which other processes may share: now, or later. A pair is found by what it consists of. */

import { readdirSync } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import { makeFolder } from '../../base/files/folder.ts';
import { isTemporary } from '../../base/files/temporary.ts';
import { whyNot } from '../../base/files/why-not.ts';
import { list } from '../../base/text/format.ts';
import { version } from '../../base/version.ts';
import type { Warn } from '../../base/warn.ts';
import type { LoadedData } from '../../data/load.ts';
import type { PairEvent, StartEvent, TrainingEvent } from '../../events/events.ts';
import { bitsOf, type Engine } from '../../kernels/engine.ts';
import {
  experimentId,
  experimentsIn,
  hasExperiments,
  type ResultSource,
  type StoredExperiment,
  writeExperiment,
} from '../../saved/results/experiment-file.ts';
import { ResultFile } from '../../saved/results/result-file.ts';
import { lineOf } from '../../saved/results/result-line.ts';
import { ResultsFolder } from '../../saved/results/results-folder.ts';
import type { Config } from '../../settings/config.ts';
import { conclusionKeys, recordingKeys, scopeOf, settingKeys } from '../../settings/table.ts';
import type { Overrides } from '../arms.ts';
import type { ReadyExperiment } from '../ready.ts';
import { type JobPlace, jobOf } from './pair-job.ts';
import type { PairKeeper } from './pair-keeper.ts';
import { eventsOf, pairOf, storedResult } from './stored-pair.ts';

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
  #place: JobPlace | null = null;
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
    const kernels = bitsOf(this.#machine.engine);
    const source: ResultSource = {
      version,
      kernels,
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
    this.#place = { kernels, rows: description.location === 'file' ? this.#machine.budget : 'memory' };
    this.#folder = new ResultsFolder(this.#directory, this.#id, message => this.#warn(message, 'results'));
    this.refresh();
  }

  refresh(): void {
    this.#attempt(() => this.#file.flush());
    this.#folder!.refresh();
  }

  /** The id of the experiment, and what decides bits besides settings and data; known once it has begun. */
  get experiment(): { readonly id: string; readonly place: JobPlace } {
    return { id: this.#id, place: this.#place! };
  }

  read(pair: PairEvent, config: Config): TrainingEvent[] | null {
    return this.readJob(jobOf(pair, config, this.#place!), pair.cell ?? {});
  }

  /** The events of a pair by its job and its place in the sweep; null if it has no result. */
  readJob(job: string, cell: Overrides): TrainingEvent[] | null {
    const stored = this.#folder!.read(job);
    if (stored === null) return null;
    // So that the folder says what this experiment consists of.
    if (!this.#folder!.isOwn(job)) {
      this.#append(lineOf(job, { ...stored, cell, experiment: this.#id }));
    }
    return [...eventsOf(stored), pairOf(stored, cell)];
  }

  write(pair: PairEvent, config: Config, events: readonly TrainingEvent[]): void {
    this.#append(lineOf(jobOf(pair, config, this.#place!), storedResult(pair, events, this.#id)));
  }

  /** Whether a job has a result. */
  has(job: string): boolean {
    return this.#folder!.has(job);
  }

  /** Adds lines that were trained elsewhere. Throws FailedCheck for a job that has a result with different bits. */
  add(lines: readonly string[]): void {
    for (const line of lines) this.#append(`${line}\n`);
    this.refresh();
  }

  end(): void {
    this.#attempt(() => this.#file.close());
  }

  #append(line: string): void {
    this.#attempt(() => this.#file.append(line));
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

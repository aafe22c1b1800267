/** Puts the runs of an experiment into a queue, and has their results collected. */

import { statSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import type { Arrivals, DataFile, Dispatcher, RemoteStudy } from '../experiment/pairs/dispatcher.ts';
import { type BundleSizes, bundlesOf, type StudyFiles } from './bundles.ts';
import { Collection, type CollectionTimes } from './collection.ts';
import { Hints } from './hints.ts';
import { answerOf, interruptible, NoAnswer } from './interruptible.ts';
import type { JobFile } from './job/job.ts';
import type { JobQueue } from './job-queue.ts';
import type { Verification } from './verification.ts';

/** A file here, as workers know it. */
export type StudyFile = DataFile & JobFile;

export interface CoordinatorOptions {
  /** The queue for workers with these kernels. */
  open(kernels: string): Promise<JobQueue>;
  /** Whether nobody waits for the results. */
  readonly detached: boolean;
  /** Trains some of the runs again; null for none. */
  readonly verification: Verification | null;
  readonly times?: Partial<CollectionTimes>;
  readonly sizes?: BundleSizes;
  /** Makes the files available to workers. Throws UserError. */
  send(files: readonly StudyFile[]): Promise<void>;
}

export class Coordinator implements Dispatcher {
  readonly #options: CoordinatorOptions;
  #opened: Promise<{ readonly queue: JobQueue; readonly hints: Hints }> | null = null;
  #queue: JobQueue | null = null;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
  }

  get detached(): boolean {
    return this.#options.detached;
  }

  async dispatch(study: RemoteStudy, arrivals: Arrivals, signal: AbortSignal): Promise<readonly string[]> {
    const { verification, times, sizes, send } = this.#options;
    checkMemory(study);
    const { kernels } = study.place;
    const [table, validation] = [study.table.map(fileOf), study.validation === null ? null : fileOf(study.validation)];
    const files: StudyFiles = { data: table.map(asJobFile), validation: validation && asJobFile(validation) };
    const bundles = bundlesOf(study, files, sizes).filter(({ pairs }) => pairs.some(({ isMissing }) => isMissing));
    // The verification ends with this, however it ends.
    const leaving = new AbortController();
    try {
      this.#opened ??= this.#open(kernels);
      const { queue: opened, hints } = await answerOf(this.#opened, signal);
      const queue = interruptible(opened, signal);
      await answerOf(send(validation === null ? table : [...table, validation]), signal);
      await queue.add(bundles);
      if (this.detached) return [];
      const either = AbortSignal.any([signal, leaving.signal]);
      const checks = verification?.begin(study, files, bundles, either) ?? new Map();
      const collection = new Collection({ queue, hints, arrivals, signal, kernels, checks, ...times }, bundles);
      return await collection.collect();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return [];
    } finally {
      leaving.abort();
    }
  }

  /** Not for one that is still being opened: its server is away, and closing that ends it. */
  async close(): Promise<void> {
    await this.#queue?.close();
  }

  async #open(kernels: string) {
    const queue = await this.#options.open(kernels);
    this.#queue = queue;
    return { queue, hints: new Hints(queue) };
  }
}

/** Throws UserError where every machine would read the rows in another order. */
function checkMemory({ place, experiment }: RemoteStudy): void {
  if (place.rows === 'memory' || experiment.config.memory !== null) return;
  throw new UserError(
    '⟪queue⟫: the table exceeds the memory for rows, which decides their order; give ⟪memory⟫, so that it is the same everywhere',
  );
}

function fileOf(file: DataFile): StudyFile {
  return { ...file, bytes: statSync(file.path).size };
}

function asJobFile({ digest, bytes }: StudyFile): JobFile {
  return { digest, bytes };
}

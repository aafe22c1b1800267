/**
 * A folder of results. Every process appends to a file of its own, so there are no locks; a run that is there twice is there twice
 * with the same bits.
 */

import { closeSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FailedCheck } from '../../base/errors.ts';
import { readAll } from '../../base/files/disk.ts';
import { printable } from '../../base/text/format.ts';
import { LineScanner, type ScannedLine } from './line-scanner.ts';
import { checkLine, resultIn, type StoredResult } from './result-line.ts';

interface Place {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly length: number;
  readonly digest: string;
  /** Whether it was written for the experiment itself, or for another one that has the same run. */
  readonly isOwn: boolean;
}

export const RESULTS = '.ndjson';

export class ResultsFolder {
  readonly path: string;
  readonly #experiment: string;
  readonly #warn: (message: string) => void;
  readonly #onOwn: (job: string, line: Buffer) => void;
  readonly #scanners = new Map<string, LineScanner>();
  /** By job. */
  readonly #places = new Map<string, Place>();

  /** `experiment` is the id of the one that is asked about. `onOwn` gets each of its jobs with its line when it is found. */
  constructor(
    path: string,
    experiment: string,
    warn: (message: string) => void,
    onOwn: (job: string, line: Buffer) => void = () => {},
  ) {
    this.path = path;
    this.#experiment = experiment;
    this.#warn = warn;
    this.#onOwn = onOwn;
  }

  /** Reads what was added to the folder. Throws FailedCheck for two results of a job with different bits. */
  refresh(): void {
    for (const name of readdirSync(this.path)
      .filter(name => name.endsWith(RESULTS))
      .sort()) {
      const path = join(this.path, name);
      const scanner = this.#scanners.get(path) ?? new LineScanner(path);
      this.#scanners.set(path, scanner);
      scanner.scan(line => this.#add(path, line));
    }
  }

  has(job: string): boolean {
    return this.#places.has(job);
  }

  /** Whether a job has a result that was written for this experiment. */
  isOwn(job: string): boolean {
    return this.#places.get(job)?.isOwn === true;
  }

  /** Null if the job has no result, or if its line has been cut since. */
  read(job: string): StoredResult | null {
    const place = this.#places.get(job);
    if (place === undefined) return null;
    const bytes = Buffer.allocUnsafe(place.length);
    const fd = openSync(place.path, 'r');
    try {
      return readAll(fd, bytes, place.start) ? resultIn(bytes) : null;
    } finally {
      closeSync(fd);
    }
  }

  #add(path: string, { bytes, number, start }: ScannedLine): void {
    const checked = checkLine(bytes);
    if (checked === null) {
      this.#warn(`${path}:${number}: is no result, or is not as it was written; it is left out`);
      return;
    }
    const { job, digest } = checked;
    const isOwn = checked.experiment === this.#experiment;
    const known = this.#places.get(job);
    if (known !== undefined && known.digest !== digest) {
      const first = `${known.path}:${known.line}${byWorker(this.read(job)?.worker)}`;
      const second = `${path}:${number}${byWorker(resultIn(bytes).worker)}`;
      throw new FailedCheck(
        `${first} and ${second}: two results of the same run differ, so one is wrong; ` +
          'remove both lines, and run the command again',
      );
    }
    if (known !== undefined && (known.isOwn || !isOwn)) return;
    this.#places.set(job, { path, line: number, start, length: bytes.length, digest: known?.digest ?? digest, isOwn });
    if (isOwn) this.#onOwn(job, bytes);
  }
}

function byWorker(name: string | undefined): string {
  return name === undefined ? '' : ` (worker ${printable(name)})`;
}

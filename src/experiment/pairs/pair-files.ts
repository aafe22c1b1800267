/**
 * Files of whole pairs, from which an experiment goes on: one a pair, with its events as lines of JSON. A file is named after the
 * digests of its runs, so it is found again only where nothing that decides the results has changed.
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { writeAllSync } from '../../base/files/disk.ts';
import { replaceFileSync } from '../../base/files/output-file.ts';
import { whyNot } from '../../base/files/why-not.ts';
import type { PairEvent, TrainingEvent } from '../../events/events.ts';
import type { SavedData } from '../../saved/model.ts';

const DATA = 'data.json';

export class PairFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The data that the pairs were trained on; null if none was begun, or if their file cannot be read. */
  get data(): SavedData | null {
    try {
      return JSON.parse(readFileSync(join(this.#directory, DATA), 'utf8'));
    } catch {
      return null;
    }
  }

  /** Throws UserError if the file cannot be written. */
  set data(data: SavedData) {
    this.#replace(DATA, `${JSON.stringify(data, null, 2)}\n`);
  }

  /** The events of a pair, of which the last is its own; null if it has no whole file. */
  read(pair: PairEvent): TrainingEvent[] | null {
    const path = join(this.#directory, nameOf(pair));
    if (!existsSync(path)) return null;
    const lines = readFileSync(path, 'utf8').split('\n');
    // A file is replaced as a whole, so it ends with a line break unless somebody else has cut it.
    if (lines.pop() !== '') return null;
    try {
      const events = lines.map(line => JSON.parse(line) as TrainingEvent);
      return events.at(-1)?.event === 'pair' ? events : null;
    } catch {
      return null;
    }
  }

  /** Throws UserError if the file cannot be written. */
  write(pair: PairEvent, events: readonly TrainingEvent[]): void {
    this.#replace(nameOf(pair), events.map(event => `${JSON.stringify(event)}\n`).join(''));
  }

  #replace(name: string, text: string): void {
    try {
      replaceFileSync(join(this.#directory, name), fd => writeAllSync(fd, Buffer.from(text), 0));
    } catch (error) {
      throw new UserError(`${this.#directory}: ${name} could not be written: it ${whyNot(error)}`);
    }
  }
}

function nameOf({ seed, digests }: PairEvent): string {
  const digest = createHash('sha256').update(Object.values(digests).join()).digest('hex');
  return `seed-${seed}-${digest.slice(0, 16)}.ndjson`;
}

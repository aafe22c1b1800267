/**
 * Files of whole pairs, from which an experiment goes on: one a pair, with its events as lines of JSON. A file is named after the
 * digests of its runs, so it is found again only where nothing that decides the results has changed. Its first line is the digest
 * of the others: what somebody has changed or cut is trained again.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../base/errors.ts';
import { writeAllSync } from '../../base/files/disk.ts';
import { replaceFileSync } from '../../base/files/output-file.ts';
import { whyNot } from '../../base/files/why-not.ts';
import type { LoadedData } from '../../data/load.ts';
import type { PairEvent, TrainingEvent } from '../../events/events.ts';
import type { SavedData } from '../../saved/model.ts';
import type { Config } from '../../settings/config.ts';
import { checkData, type OpenCheckpoint } from '../checkpoint.ts';
import type { ReadyExperiment } from '../ready.ts';
import { savedData } from '../save.ts';
import type { PairKeeper } from './pair-keeper.ts';

const SOURCE = 'source.ndjson';

/** What pairs are trained from. */
export interface PairSource {
  readonly data: SavedData;
  /** Of weights from a file; null if they are random. */
  readonly initialDigest: string | null;
}

export class PairFiles implements PairKeeper {
  readonly #checkpoint: OpenCheckpoint;
  readonly #directory: string;
  readonly #initialDigest: string | null;
  readonly #checkInitial: (then: PairSource) => void;
  readonly #warn: (message: string) => void;
  #failure: UserError | null = null;

  /** `checkInitial` throws UserError if the weights to start from have changed. */
  constructor(
    checkpoint: OpenCheckpoint,
    initialDigest: string | null,
    checkInitial: (then: PairSource) => void,
    warn: (message: string) => void,
  ) {
    this.#checkpoint = checkpoint;
    this.#directory = checkpoint.folder.path;
    this.#initialDigest = initialDigest;
    this.#checkInitial = checkInitial;
    this.#warn = warn;
  }

  /** Why the first pair that is not kept could not be written; null if all are kept. */
  get failure(): UserError | null {
    return this.#failure;
  }

  begin(_: ReadyExperiment, data: LoadedData): void {
    // Null if no pair was begun, or if the file is not as it was written.
    const text = this.#read(SOURCE);
    const then: PairSource | null = text === null ? null : JSON.parse(text);
    const now: PairSource = { data: savedData(data), initialDigest: this.#initialDigest };
    checkData(then?.data ?? null, now.data, this.#checkpoint);
    if (then !== null) this.#checkInitial(then);
    this.#write(SOURCE, `${JSON.stringify(now)}\n`);
  }

  /** The folder is locked: no other process keeps pairs here. */
  refresh(): void {}

  end(): void {}

  /** The events of a pair, of which the last is its own; null if it has no file that is as it was written. */
  read(pair: PairEvent): TrainingEvent[] | null {
    const text = this.#read(nameOf(pair));
    if (text === null) return null;
    const events: TrainingEvent[] = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    return isDeepStrictEqual((events.at(-1) as PairEvent).digests, pair.digests) ? events : null;
  }

  /** If the file cannot be written, there is a warning for the first. */
  write(pair: PairEvent, _config: Config, events: readonly TrainingEvent[]): void {
    try {
      this.#write(nameOf(pair), events.map(event => `${JSON.stringify(event)}\n`).join(''));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (this.#failure === null)
        this.#warn(`${error.message}; training continues, and pairs that were written are kept`);
      this.#failure ??= error;
    }
  }

  /** The text of a file below its digest. */
  #read(name: string): string | null {
    try {
      const whole = readFileSync(join(this.#directory, name), 'utf8');
      const end = whole.indexOf('\n');
      const text = whole.slice(end + 1);
      return whole.slice(0, end) === digestOf(text) ? text : null;
    } catch {
      return null;
    }
  }

  /** Throws UserError. */
  #write(name: string, text: string): void {
    const bytes = Buffer.from(`${digestOf(text)}\n${text}`);
    try {
      replaceFileSync(join(this.#directory, name), fd => writeAllSync(fd, bytes, 0));
    } catch (error) {
      throw new UserError(`${this.#directory}: ${name} could not be written: it ${whyNot(error)}`);
    }
  }
}

function nameOf({ seed, digests }: PairEvent): string {
  return `seed-${seed}-${digestOf(Object.values(digests).join()).slice(0, 16)}.ndjson`;
}

/** SHA-256, hexadecimal. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

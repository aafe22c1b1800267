/** Who has pairs trained on other machines: what it is given, and what it gives back. */

import type { Overrides } from '../arms.ts';
import type { Experiment } from '../spec.ts';
import type { JobPlace } from './pair-job.ts';

/** A file, by its content. */
export interface DataFile {
  readonly path: string;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
}

/** A pair that is trained elsewhere. */
export interface RemotePair {
  readonly job: string;
  readonly seed: number;
  readonly point: Overrides;
  /** The only arm; absent for all. */
  readonly arm?: string;
  /** What it takes on one core, about. */
  readonly seconds: number;
  /** Evaluations, logged steps and probes. */
  readonly recorded: number;
  readonly isMissing: boolean;
}

export interface RemoteStudy {
  /** The id of the experiment. */
  readonly id: string;
  /** As it was asked for: what the data decide is decided again where they are read. */
  readonly experiment: Experiment;
  readonly place: JobPlace;
  readonly table: readonly DataFile[];
  readonly validation: DataFile | null;
  /** All pairs in order, so that the same experiment is divided in the same way each time. */
  readonly pairs: readonly RemotePair[];
}

/** Where results arrive. */
export interface Arrivals {
  /** Results of pairs as lines. Throws UserError for what is no result of its pair, and FailedCheck for one with other bits than before. */
  add(lines: readonly string[]): Promise<void>;
  /** Who works, and what waits, in words; and whether nobody works. */
  note(text: string, idle: boolean): void;
  warn(message: string): void;
}

export interface Dispatcher {
  /** Whether nobody waits for the results. */
  readonly detached: boolean;
  /** Has the missing pairs trained. Resolves when none is missing that has not failed, or `signal` aborts, with why pairs failed. */
  dispatch(study: RemoteStudy, arrivals: Arrivals, signal: AbortSignal): Promise<readonly string[]>;
}

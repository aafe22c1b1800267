/**
 * What a coordinator and a worker need of a queue. Delivery is at least once: a bundle that is trained twice gives the same bits, so
 * that is a check, not an error.
 */

/** Runs that one worker trains together, as `bntrain-job/1`. */
export interface Bundle {
  /** SHA-256 of the text. */
  readonly id: string;
  readonly text: string;
  /** The id of the experiment. */
  readonly sweep: string;
}

/** A bundle that a worker returned, or that nobody tries again. */
export type Ended =
  | { readonly id: string; readonly results: string; readonly worker: string }
  | { readonly id: string; readonly failure: string };

/** Workers and bundles, for people. */
export interface QueueState {
  /** Workers of this version and kernels. */
  readonly own: number;
  readonly others: readonly { readonly kind: string; readonly count: number }[];
  /** Bundles of all sweeps. */
  readonly waiting: number;
  readonly running: number;
}

/** What a coordinator needs. Every method rejects with UserError where the server refuses; it waits where the server is away. */
export interface JobQueue {
  /** Adds bundles; nothing happens to those that are known. */
  add(bundles: readonly Bundle[]): Promise<void>;
  /** The ids that are there: waiting, running or ended. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the ids that ended. This is the truth; hints may be lost. */
  ended(ids: readonly string[]): Promise<readonly Ended[]>;
  /** Forgets bundles that ended, so that they can be added again. */
  remove(ids: readonly string[]): Promise<void>;
  /** Calls `listener` with the id of a bundle that may have ended; with null when any may have, as after the connection was lost. */
  onHint(listener: (id: string | null) => void): void;
  state(): Promise<QueueState>;
  close(): Promise<void>;
}

/** The worker leaves before a bundle is done; another worker gets it at once. */
export class GivenBack extends Error {
  override name = 'GivenBack';
}

/** Trains the bundle of a text and returns its results. `signal` aborts when the bundle is cancelled, or belongs to another worker by now. */
export type Train = (text: string, signal: AbortSignal) => Promise<string>;

/** What a worker needs. */
export interface BundleSource {
  /**
   * Hands bundles to `train`, one at a time, until `signal` aborts, or with `drain` until none waits. Resolves when the last one is
   * done. Where `train` rejects with UserError, the bundle has failed for good; with GivenBack it goes back; with anything else it is
   * tried again.
   */
  work(train: Train, options: { readonly drain: boolean; readonly signal: AbortSignal }): Promise<void>;
}

/** Tables by the SHA-256 of their bytes. */
export interface DataStore {
  /** The path of a file with these bytes; null if it is nowhere. */
  find(digest: string, bytes: number): Promise<string | null>;
}

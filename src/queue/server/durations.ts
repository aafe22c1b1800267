/** How long things take between a queue and its workers, in milliseconds. Tests take shorter ones. */

export const durations = {
  /** A worker that has not renewed its lock for so long has lost its bundle. */
  lock: 30_000,
  /** Between two searches for lost bundles. */
  stalled: 15_000,
  /** Between two looks whether the sweep of the running bundle was cancelled. */
  cancelled: 5_000,
  /** Until a server that does not answer counts as away. */
  connect: 10_000,
  /** The first pause before a server that is away is tried again; each is twice as long as the one before. */
  firstPause: 500,
  lastPause: 60_000,
  /** The longest rest of a worker after a bundle that it could not train; the first is `firstPause`. */
  lastRest: 8_000,
} as const;

export type Durations = { readonly [K in keyof typeof durations]: number };

/** The n-th pause, from 0. */
export function pauseAfter(failures: number, { firstPause, lastPause }: Durations): number {
  return Math.min(firstPause * 2 ** failures, lastPause);
}

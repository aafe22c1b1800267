/** Names one of the runs of an experiment: an arm, or a network of its ensemble. */

import type { Arm } from '../events/events.ts';

export interface NamedRun {
  readonly arm: Arm;
  /** The network of an ensemble, from 1; absent without. */
  readonly part?: number | undefined;
}

/** Differs in all runs, and is for people too. */
export function runName({ arm, part }: NamedRun): string {
  return part === undefined ? arm : `network ${part}`;
}

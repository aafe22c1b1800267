/** Lines of a worker: who it is, and what became of each bundle. */

import { duration, plural, printable } from '../base/text/format.ts';
import type { BundleEvent } from '../events/events.ts';
import type { Style } from './style.ts';

export interface WorkerFacts {
  readonly name: string;
  readonly version: string;
  readonly kernels: string;
  /** The server, without a password. */
  readonly server: string;
  readonly threads: number;
}

export function renderWorker({ name, version, kernels, server, threads }: WorkerFacts): string {
  return `Worker ${name}: takes runs of bntrain ${version}, ${kernels}, from ${printable(server)}; ${plural(threads, 'thread')}`;
}

export function renderBundle({ outcome, runs, seconds, reason = '' }: BundleEvent, style: Style): string {
  const time = duration(seconds);
  if (outcome === 'done') return `Done: ${plural(runs, 'pair')} in ${time}`;
  const word = { refused: 'Refused', failed: 'Failed', 'given-back': 'Given back' }[outcome];
  return `${style.color.yellow(word)} after ${time}: ${printable(reason)}`;
}

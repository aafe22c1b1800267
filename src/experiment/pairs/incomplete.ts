/** The warning where runs of a folder of results are missing. */

import { formatCount, plural } from '../../base/text/format.ts';
import type { WarningEvent } from '../../events/events.ts';

interface Missing {
  /** Of `pairs`. */
  readonly done: number;
  readonly pairs: number;
  readonly arms: number;
  readonly directory: string;
}

/** `way` says what to do about it. */
export function incomplete({ done, pairs, arms, directory }: Missing, way?: string): WarningEvent {
  const message = `${formatCount(done)} of ${plural(pairs, arms > 1 ? 'pair' : 'run')} are in ${directory}`;
  return { event: 'warning', code: 'incomplete', message: way === undefined ? message : `${message}; ${way}` };
}

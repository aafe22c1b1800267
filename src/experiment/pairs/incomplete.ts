/** The warning where runs of a folder of results, or of a queue, are missing. */

import { formatCount, plural } from '../../base/text/format.ts';
import type { WarningEvent } from '../../events/events.ts';

interface Missing {
  /** Of `pairs`. */
  readonly done: number;
  readonly pairs: number;
  readonly arms: number;
  /** The folder of results; null for a queue. */
  readonly where: string | null;
}

/** `way` says what to do about it. */
export function incomplete({ done, pairs, arms, where }: Missing, way?: string): WarningEvent {
  const place = where === null ? 'done' : `in ${where}`;
  const message = `${formatCount(done)} of ${plural(pairs, arms > 1 ? 'pair' : 'run')} are ${place}`;
  return { event: 'warning', code: 'incomplete', message: way === undefined ? message : `${message}; ${way}` };
}

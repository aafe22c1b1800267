/** The chart of a sweep over one axis of numbers. */

import type { CellEvent, SweepEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';

/** Null where the axis has no numbers. */
export function renderCurves(_cells: readonly CellEvent[], _sweep: SweepEvent, _style: Style): string | null {
  return null;
}

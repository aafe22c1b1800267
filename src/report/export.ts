/** Shows what was exported. */

import { byteSize, plural, printable, significant } from '../base/text/format.ts';
import type { ExportedEvent, FoldEffect } from '../events/events.ts';

/** `what` names the format of the file, and `use` says how to use it. */
export function renderExported({ path, bytes, folded }: ExportedEvent, what: string, use: string): string {
  return `Wrote ${printable(path)} (${byteSize(bytes)}), ${what}${folded ? ' with batch norm folded' : ''}: ${use}`;
}

export function renderDifference({ on, rows, greatest, relative, classesChanged }: FoldEffect): string {
  if (!Number.isFinite(greatest))
    return `Folding makes predictions infinite, or finite that were not (${plural(rows, 'row')}).`;
  const most = significant(greatest, 3);
  const changes =
    relative === null
      ? `probabilities by ${most} at most and the class of ${classesChanged === 0 ? 'no row' : plural(classesChanged!, 'row')}`
      : `predictions by ${most} at most, ${significant(relative, 3)} of the target's deviation`;
  return `Folding changes ${changes} (${plural(rows, on === 'validation' ? 'validation row' : 'row')}).`;
}

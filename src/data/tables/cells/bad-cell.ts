/** The message about a cell that should be a number, in any format. */

import { UserError } from '../../../base/errors.ts';
import { roundToPair } from '../../../base/numbers/rounding.ts';
import { printable, shortest, shown } from '../../../base/text/format.ts';

export const IF_MISSING = 'If it means a missing number, name it with ⟪na⟫; ⟪onError=skip⟫ leaves such rows out';

/** What is wrong, and what can be done about it, to be put behind. */
export function notANumber(name: string, cell: string): { message: string; advice: string } {
  const message = `column '${printable(name)}' holds '${shown(cell)}', but is numeric`;
  return { message, advice: `. ${IF_MISSING}` };
}

/** A target that is no finite float32, with its place. */
export function infiniteTarget(location: string, name: string): UserError {
  return new UserError(`${location}: target '${printable(name)}' holds a number beyond 3.4e38, which is too large`);
}

/** A number of a table in a message: the shortest that is rounded to it, as a cell was. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return 'a number beyond 3.4e38';
  return shortest(value, Math.fround(value) === value ? Math.fround : roundToPair);
}

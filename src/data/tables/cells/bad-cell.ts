/** The message about a cell that should be a number, in any format. */

import { UserError } from '../../../base/errors.ts';
import { roundToPair } from '../../../base/numbers/rounding.ts';
import { printable, shortest, shown } from '../../../base/text/format.ts';
import { settingTo } from '../../../base/text/setting-names.ts';

export const IF_MISSING = 'If it means a missing number, name it with ⟪na⟫; ⟪onError=skip⟫ leaves such rows out';

/** A number in groups of three digits. */
const GROUPED = /^[-+]?\d{1,3}([,.' \u00a0\u202f])\d{3}(?:\D|$)/;

/** What is wrong, and what can be done about it, to be put behind. */
export function notANumber(name: string, cell: string): { message: string; advice: string } {
  const message = `column '${printable(name)}' holds '${shown(cell)}', but is numeric`;
  const sign = GROUPED.exec(cell)?.[1];
  const grouped =
    sign === undefined ? '' : `${settingTo('thousands', sign.trim() === '' ? 'space' : sign)} reads groups of digits. `;
  return { message, advice: `. ${grouped}${IF_MISSING}` };
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

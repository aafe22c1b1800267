/** The message about a cell that should be a number, in any format. */

import { UserError } from '../../../base/errors.ts';
import { roundToPair } from '../../../base/numbers/rounding.ts';
import { list, printable, quoted, shortest } from '../../../base/text/format.ts';
import { settingTo } from '../../../base/text/setting-names.ts';
import { numberOfWord } from './booleans.ts';

export const IF_MISSING = 'If it means a missing number, name it with ⟪na⟫; ⟪onError=skip⟫ leaves such rows out';
/** Follows that in training. */
export const AS_TEXT = '; ⟪categorical⟫ takes the column as text';

/** A number in groups of three digits. */
const GROUPED = /^[-+]?\d{1,3}([,.' \u00a0\u202f])\d{3}(?:\D|$)/;
/** A number whose last sign, before other than three digits, is a comma. */
const DECIMAL_COMMA = /^[-+]?\d[\d.' \u00a0\u202f]*,(?:\d{1,2}|\d{4,})$/;

/** What is wrong, and what can be done about it, to be put behind. */
export function notANumber(name: string, cell: string): { message: string; advice: string } {
  const message = `column '${printable(name)}' holds ${quoted(cell)}, but is numeric`;
  const word = Number.isNaN(numberOfWord(cell)) ? '' : 'A column of such words alone is boolean without ⟪numeric⟫. ';
  return { message, advice: `. ${word}${otherReading(cell)}${IF_MISSING}` };
}

/** The settings with which a cell is a number, in a sentence; '' where it is none in any case. */
function otherReading(cell: string): string {
  const sign = GROUPED.exec(cell)?.[1];
  const settings = [
    ...(DECIMAL_COMMA.test(cell) ? [settingTo('decimal', ',')] : []),
    ...(sign === undefined ? [] : [settingTo('thousands', sign.trim() === '' ? 'space' : sign)]),
  ];
  if (settings.length === 0) return '';
  return `${list(settings)} ${settings.length === 1 ? 'reads' : 'read'} it as a number. `;
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

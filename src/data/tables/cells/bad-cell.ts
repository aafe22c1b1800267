/** What is said of a cell that should be a number and is none, whatever the format. */

import { printable, shown } from '../../../base/text/format.ts';

export const IF_MISSING = 'If it means a missing number, name it with ⟪na⟫; ⟪onError=skip⟫ leaves such rows out';

/** What is wrong, and what can be done about it, to be put behind. */
export function notANumber(name: string, cell: string): { message: string; advice: string } {
  const message = `column '${printable(name)}' holds '${shown(cell)}', and is a column of numbers`;
  return { message, advice: `. ${IF_MISSING}` };
}

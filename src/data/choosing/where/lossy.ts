/** Whole numbers of more digits than are kept: a comparison with them is exact, or refused. */

import { UserError } from '../../../base/errors.ts';
import { roundToPair } from '../../../base/numbers/rounding.ts';
import { printable } from '../../../base/text/format.ts';
import { settingTo } from '../../../base/text/setting-names.ts';
import { isLossy } from '../../tables/cells/whole-numbers.ts';
import { itemOf } from '../../tables/selection.ts';
import { type NumberOperand, STRETCH } from './operands.ts';

/**
 * Throws UserError where two numbers of some row are kept as the same one, and may be two in the file. Others are in the order of
 * the file, because rounding keeps it. `rows` is how many there are.
 */
export function refuseRounded(left: NumberOperand, right: NumberOperand, rows: number): void {
  if (!isRounded(left) && !isRounded(right)) return;
  const column = [left, right].find(({ source }) => source.kind === 'column');
  if (column?.source.kind !== 'column') return;
  for (let begin = 0; begin < rows; begin += STRETCH) {
    const end = Math.min(begin + STRETCH, rows);
    const [a, b] = [left.read(begin, end).slice(), right.read(begin, end)];
    if (!a.some((value, row) => roundToPair(value) === roundToPair(b[row]!))) continue;
    const { name } = column.source;
    throw new UserError(
      `⟪where⟫: '${printable(name)}' holds whole numbers of more digits than are kept, so that they cannot be compared exactly; ` +
        `${settingTo('categorical', itemOf(name))} keeps all digits`,
    );
  }
}

function isRounded({ source }: NumberOperand): boolean {
  if (source.kind === 'column') return source.lossy;
  return source.kind === 'constant' && source.written !== undefined && isLossy(source.written);
}

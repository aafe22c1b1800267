/** Whole numbers of many digits: where the number that is kept of them is another than the one that is written. */

import { roundToPair } from '../../../base/numbers/rounding.ts';

/** All whole numbers below are kept exactly. */
export const FIRST_LOSSY = 2 ** 48;

const WHOLE = /^[+-]?\d+$/;

export function isWhole(text: string): boolean {
  return WHOLE.test(text);
}

/** Whether a text is a whole number that is kept as another, as 1234567890123456781 is. */
export function isLossy(text: string): boolean {
  // Numbers of fewer digits are below the first; one beyond float32 is not kept at all.
  if (text.length < String(FIRST_LOSSY).length || !isWhole(text)) return false;
  const kept = roundToPair(Number(text));
  return Number.isFinite(Math.fround(kept)) && BigInt(kept) !== BigInt(text);
}

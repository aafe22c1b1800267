/**
 * Whole numbers of so many digits that different cells would become one number: 1234567890123456781 and 1234567890123456782.
 * Their columns hold codes, and are read as texts. So are such numbers where each occurs twice or more on average, since what they
 * name would have another name. Other columns of such numbers are quantities, and stay numbers.
 */

import { UserError } from '../../base/errors.ts';
import { roundToPair } from '../../base/numbers/rounding.ts';
import { printable } from '../../base/text/format.ts';
import { settingTo } from '../../base/text/setting-names.ts';
import { NUMBER, TEXT } from './blocks/block.ts';
import { isLossy, isWhole } from './cells/whole-numbers.ts';
import { itemOf } from './selection.ts';
import type { BlockStore } from './store/store.ts';

/** Columns of whole numbers that were read as numbers, of which one is not kept as it is written. */
export function lossyColumns({ blocks }: BlockStore, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) => column).filter(column => {
    const heads = blocks.filter(({ kinds }) => kinds[column] === NUMBER);
    const some = blocks.some(({ kinds, samples }) => kinds[column] === NUMBER && isLossy(samples.get(column) ?? ''));
    return (
      some &&
      heads.every(({ integral }) => integral[column] === 1) &&
      !blocks.some(({ kinds }) => kinds[column] === TEXT)
    );
  });
}

/** What such a column is, once it is read as texts. */
export type Codes =
  /** Two texts that would be one number. */
  | { readonly kind: 'merged'; readonly texts: readonly [string, string] }
  /** They repeat; one of them. */
  | { readonly kind: 'repeated'; readonly text: string };

/** Null where the column holds quantities. */
export function codesIn({ blocks }: BlockStore, column: number): Codes | null {
  const texts = new Map<number, string>();
  let [cells, lossy] = [0, ''];
  for (const head of blocks) {
    const part = head.texts.get(column);
    for (const [code, text] of (part?.categories ?? []).entries()) {
      if (!isWhole(text)) continue;
      cells += part!.counts[code]!;
      const number = roundToPair(Number(text));
      const known = texts.get(number);
      if (known !== undefined && BigInt(known) !== BigInt(text)) return { kind: 'merged', texts: [known, text] };
      texts.set(number, text);
      if (lossy === '' && isLossy(text)) lossy = text;
    }
  }
  return 2 * texts.size <= cells ? { kind: 'repeated', text: lossy } : null;
}

/** The warning about a column that is read as texts. */
export function codesWarning(name: string, codes: Codes): string {
  const [which, why] =
    codes.kind === 'merged'
      ? [`${codes.texts[0]} and ${codes.texts[1]}`, 'would become one number']
      : [codes.text, 'would become another number'];
  return `column '${printable(name)}' is read as text: whole numbers such as ${which} ${why}`;
}

/** Where numbers were asked for. */
export function refuseCodes(name: string, [one, other]: readonly [string, string]): UserError {
  return new UserError(
    `⟪numeric⟫: column '${printable(name)}' holds ${one} and ${other}, which would become one number; ` +
      `${settingTo('categorical', itemOf(name))} takes it as categories, ${settingTo('drop', itemOf(name))} leaves it out`,
  );
}

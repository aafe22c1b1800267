/**
 * The texts of a column over all blocks. Each block numbers its texts by itself; here they get numbers that are the same
 * in all of them, in the order in which they first occur.
 */

import { TEXT } from './blocks/block.ts';
import type { BlockHead } from './store/head.ts';

export interface Dictionary {
  readonly categories: readonly string[];
  /** How many cells hold each. */
  readonly counts: readonly number[];
  /** By block, the number here of each of the block's own; null where all cells of the block are missing. */
  readonly codes: readonly (Int32Array | null)[];
  /** There are more texts than are kept: those that came later have code OTHERS. */
  readonly overflows: boolean;
}

/** Different texts of a column that are kept. A column with more of them names rows, and no network learns from it. */
export const MAX_TEXTS = 100_000;
/** Code of a text that is not kept. */
export const OTHERS = -2;

export function mergeTexts(heads: readonly BlockHead[], column: number): Dictionary {
  const known = new Map<string, number>();
  const counts: number[] = [];
  let overflows = false;
  const codes = heads.map(head => {
    if (head.kinds[column] !== TEXT) return null;
    const part = head.texts.get(column)!;
    return Int32Array.from(part.categories, (category, local) => {
      let code = known.get(category);
      if (code === undefined) {
        if (known.size === MAX_TEXTS) {
          overflows = true;
          return OTHERS;
        }
        code = known.size;
        known.set(category, code);
        counts.push(0);
      }
      counts[code]! += part.counts[local]!;
      return code;
    });
  });
  return { categories: [...known.keys()], counts, codes, overflows };
}

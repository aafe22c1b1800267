/** Cells unlike those of any training row, counted by column while rows are encoded. */

import { plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';

/** Rows, by the name of the column. */
export interface UnseenValues {
  /** Without a number, in columns where every training row has one. */
  readonly missing: Map<string, number>;
  /** With a text that no training row has. */
  readonly texts: Map<string, number>;
}

export const noUnseenValues = (): UnseenValues => ({ missing: new Map(), texts: new Map() });

export function countValue(counts: Map<string, number>, name: string, rows = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + rows);
}

/** Adds those of later rows. */
export function addUnseenValues(all: UnseenValues, later: UnseenValues): void {
  for (const key of ['missing', 'texts'] as const) {
    for (const [name, rows] of later[key]) countValue(all[key], name, rows);
  }
}

/** `noun` is what the rows are. */
export function warnOfUnseenValues({ missing, texts }: UnseenValues, warn: Warn, noun: string): void {
  for (const [name, rows] of missing) {
    const have = rows === 1 ? 'has' : 'have';
    warn(`column '${name}': ${plural(rows, noun)} ${have} no value, and no training row lacks one`, 'unseen-values');
  }
  for (const [name, rows] of texts) {
    const have = rows === 1 ? 'has' : 'have';
    warn(
      `column '${name}': ${plural(rows, noun)} ${have} a category that no training row has; all inputs of the column are 0 there`,
      'unseen-values',
    );
  }
}

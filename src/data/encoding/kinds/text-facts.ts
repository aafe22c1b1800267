/** How often each text of a column occurs in some rows. */

import { type Block, TEXT } from '../../tables/blocks/block.ts';
import type { Column } from '../../tables/columns.ts';

export interface TextFacts {
  /** By the code of a category, in how many rows it occurs. */
  readonly counts: Uint32Array;
  /** Rows without a value. */
  missing: number;
}

export class TextGatherer {
  readonly index: number;
  readonly facts: TextFacts;
  readonly #codes: readonly (Int32Array | null)[];

  constructor({ index, dictionary }: Column) {
    this.index = index;
    this.#codes = dictionary!.codes;
    this.facts = { counts: new Uint32Array(dictionary!.categories.length), missing: 0 };
  }

  /** Adds rows of the block at `blockIndex`. */
  add({ cells, columns, kinds }: Block, blockIndex: number, local: Int32Array): void {
    const { index, facts } = this;
    const { counts } = facts;
    const codes = kinds[index] === TEXT ? this.#codes[blockIndex]! : null;
    let missing = 0;
    for (let n = 0; n < local.length; n++) {
      const cell = cells[local[n]! * columns + index]!;
      if (codes === null || Number.isNaN(cell)) missing++;
      else if (codes[cell]! >= 0) counts[codes[cell]!]!++;
    }
    facts.missing += missing;
  }
}

/** The codes of the categories that occur. */
export function presentCodes({ counts }: TextFacts): number[] {
  return [...counts.keys()].filter(code => counts[code]! > 0);
}

/** What became of the lines of the files that are no rows of the table, and of rows that were mended. */

import type { LinesBelow } from './blocks/block.ts';
import type { Table } from './table.ts';

export interface RowFacts {
  /** Rows that could not be read and were left out by --on-error skip. */
  readonly faultyRows: number;
  /** Rows that were too short and got missing cells by --on-error fill; counted as rows. */
  readonly filledRows: number;
  /** Lines below the rows of each file that has some. */
  readonly below: readonly (Omit<LinesBelow, 'text'> & { readonly path: string })[];
}

export function rowFacts({ paths, store: { blocks } }: Pick<Table, 'paths' | 'store'>): RowFacts {
  return {
    faultyRows: blocks.reduce((sum, head) => sum + head.faults.rows, 0),
    filledRows: blocks.reduce((sum, { filled }) => sum + (filled?.rows ?? 0), 0),
    below: blocks.flatMap(({ below, location }) => {
      if (below === undefined) return [];
      return [{ path: paths[location.file]!, first: below.first, last: below.last, lines: below.lines }];
    }),
  };
}

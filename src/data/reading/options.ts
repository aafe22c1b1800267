/** How a table is read, and what of it is used: the settings of data. Their defaults and checks are in settings/table.ts. */

import type { Task } from '../../network/tasks.ts';
import type { ReadOptions } from '../tables/blocks/reader.ts';

export interface DataOptions extends ReadOptions {
  /** Column name, or position from 1; null is the last column. */
  target: string | null;
  task: Task | 'auto';
  /** Columns by name, position, range or glob: their kinds, and which are used. Null is to infer kinds, and to use all. */
  numeric: string | null;
  categorical: string | null;
  drop: string | null;
  keep: string | null;
  /** How dates such as 3/4/2024 are read where no row tells. */
  dateOrder: 'mdy' | 'dmy' | null;
  /** A format of strptime, for dates that are not recognized. */
  dateFormat: string | null;
  /** Max. inputs of a categorical column, not counting the one for all other categories. */
  maxCategories: number;
  standardize: boolean;
  /** What standardized inputs go through; none leaves them as they are. */
  squash: 'none' | 'asinh';
  /** Which rows are used: an expression over the columns. */
  where: string | null;
  /** So many of the rows, drawn at random. */
  sample: number | null;
  /** Share of the rows, or a file; 0 is none. */
  validation: number | string;
  /** Parts of the rows that validate in turn, each for a network of its own; null or absent for a split. */
  ensemble?: number | null;
  shuffle: boolean;
  /** A column whose rows of one value stay on one side of the split. */
  group: string | null;
  /** A column by which the latest rows validate. */
  time: string | null;
  /** A column that says how much each row counts. */
  weight: string | null;
  /** `balanced`, or weights by class: a=2,b=1. */
  classWeights: string | null;
  splitSeed: number;
  sampleSeed: number;
  /** Bytes that the encoded rows may take; null is half of what is free. */
  memory: number | null;
  /** Keep what was read of large files for the next time. */
  cache: boolean;
  cacheDir: string | null;
}

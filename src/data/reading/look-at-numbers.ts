/** Columns that were read as numbers, looked at once more: whether they are dates, and whether a point may part their thousands. */

import { type Block, numberAt } from '../tables/blocks/block.ts';
import type { BlockStore } from '../tables/store/store.ts';
import { dateParser } from '../tables/styles/date-format.ts';

/** Formats of dates in whole numbers, with the first and the last number of these times. */
const WHOLE_DATES: readonly (readonly [format: string, min: number, max: number])[] = [
  ['%Y%m%d', 19_000_101, 20_991_231],
  ['%Y%m%d%H%M', 190_001_010_000, 209_912_312_359],
  ['%Y%m%d%H%M%S', 19_000_101_000_000, 20_991_231_235_959],
];
/** Fewer different ones are no column of dates. */
const MIN_DATES = 3;

export interface WholeDates {
  readonly format: string;
  readonly example: string;
}

/** The format in which all numbers of a column are dates, such as 20220127: the given one, or one of these times; else null. */
export function findWholeDates(store: BlockStore, column: number, given: string | null): WholeDates | null {
  const heads = store.blocks.filter(({ integral }) => integral[column] === 1);
  const rounded = (end: 'min' | 'max', better: (...all: number[]) => number) =>
    better(...heads.map(head => head[end][column]!));
  if (
    heads.length === 0 ||
    store.blocks.some(head => head.integral[column] !== 1 && head.missing[column] !== head.rows)
  )
    return null;
  // Min and max are rounded to float32.
  const [least, greatest] = [rounded('min', Math.min), rounded('max', Math.max)];
  const likely = WHOLE_DATES.filter(([, min, max]) => least >= Math.fround(min) && greatest <= Math.fround(max));
  const formats = given === null ? likely.map(([format]) => format) : [given];
  return formats.flatMap(format => datesIn(store, column, format) ?? [])[0] ?? null;
}

function datesIn(store: BlockStore, column: number, format: string): WholeDates | null {
  const parser = dateParser(format);
  if (parser === null) return null;
  const known = new Set<number>();
  const all = everyNumber(store, column, value => {
    if (known.has(value)) return true;
    known.add(value);
    return !Number.isNaN(parser(String(value)));
  });
  return all && known.size >= MIN_DATES ? { format, example: String([...known][0]) } : null;
}

/** Whether all numbers of a column have at most three digits before the decimal sign and three after it. */
export function allMayBeGrouped(store: BlockStore, column: number): boolean {
  return everyNumber(store, column, value => {
    const size = Math.abs(value);
    const thousandths = Math.round(size * 1000);
    return size >= 1 && size < 1000 && Math.fround(thousandths / 1000) === Math.fround(size);
  });
}

/** Whether that holds for all numbers of a column that are not missing. */
function everyNumber(store: BlockStore, column: number, holds: (value: number) => boolean): boolean {
  const { blocks } = store;
  for (let index = 0; index < blocks.length; index++) if (!holdsInBlock(store.load(index), column, holds)) return false;
  return true;
}

function holdsInBlock(block: Block, column: number, holds: (value: number) => boolean): boolean {
  for (let row = 0; row < block.rows; row++) {
    const value = numberAt(block, row, column);
    if (!Number.isNaN(value) && !holds(value)) return false;
  }
  return true;
}

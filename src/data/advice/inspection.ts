/**
 * How a table is interpreted, column by column, as `inspect` shows it: the decisions that training takes, by the code that
 * takes them. Plain records, without a cell of the table but the values that are met most often. Whatever is counted of a
 * column is counted over the used rows: those with a target, that meet --where and are in the --sample.
 */

import type { ColumnValues } from '../../base/numbers/values.ts';
import type { Task } from '../../network/tasks.ts';
import type { Prepared, PreparedWithoutTarget, Target } from '../choosing/prepare.ts';
import type { Subset } from '../choosing/validation-file.ts';
import { type Input, inputWidth } from '../encoding/inputs.ts';
import type { Format } from '../tables/blocks/reader.ts';
import { formatDate, formatTime } from '../tables/cells/dates.ts';
import { type Column, type ColumnKind, missingWordsAmong } from '../tables/columns.ts';
import { gatherColumns } from '../tables/gather.ts';
import { type RowFacts, rowFacts } from '../tables/row-facts.ts';
import { visitRows } from '../tables/rows.ts';

export interface Inspection {
  data: RowFacts & {
    paths: readonly string[];
    format: Format;
    /** The file of validation rows, if they come from one of their own. */
    validationPath: string | null;
    rows: number;
    without: Prepared['without'];
    /** Empty lines between rows. */
    blankLines: number;
    /** Numbers that a row becomes. */
    features: number;
    trainRows: number;
    validationRows: number;
  };
  /** In the order of the file. */
  columns: readonly ColumnReport[];
  /** Null where none can be had. */
  target: TargetReport | null;
  /** Null where there is one. */
  targetProblem: TargetProblem | null;
}

/** Why a table has no target, and which columns would make one. */
export interface TargetProblem {
  message: string;
  likely: readonly string[];
}

export interface TargetReport {
  name: string;
  task: Task;
  reason: string;
  /** Null for regression. */
  classes: readonly Count[] | null;
  /** Null for classification. */
  numbers: NumberReport | null;
}

export interface ColumnReport {
  /** From 1. */
  position: number;
  name: string;
  kind: ColumnKind;
  why: string;
  role: 'input' | 'target' | 'left out';
  /** Why it is no input; null where it is one, or the target. */
  leftOut: string | null;
  /** How many inputs it becomes. */
  inputs: number;
  /** Used rows without a value, and their share of the used rows. */
  missing: number;
  missingShare: number;
  /** Of columns of numbers; null for others, and where no row has a number. */
  numbers: NumberReport | null;
  /** Of columns of dates, likewise. */
  dates: DateReport | null;
  /** Of columns of texts. */
  texts: TextReport | null;
}

export interface NumberReport {
  least: number;
  greatest: number;
  mean: number;
  /** All numbers are whole. */
  whole: boolean;
  histogram: Histogram;
}

export interface DateReport {
  /** ISO 8601, with the time of day where some date has one, or that alone. */
  first: string;
  last: string;
  histogram: Histogram;
}

/** Rows in equal ranges of `width` from the min on; of dates it is in seconds. */
export interface Histogram {
  width: number;
  rows: readonly number[];
}

export interface TextReport {
  different: number;
  /** There are more than are counted. */
  more: boolean;
  /** Those that are met most often. */
  top: readonly Count[];
  /** Words for a missing cell that are taken as values. */
  missingWords: readonly Count[];
}

export interface Count {
  value: string;
  rows: number;
}

const BINS = 16;
const MAX_MET = 8;
/** Cells gathered at a time, and always those of 16 columns: blocks may have to be read again for each time. */
const GATHERED = 1 << 24;
const MIN_TOGETHER = 16;

/** `validationSubset` is null without a target. */
export function inspect(
  prepared: Prepared | PreparedWithoutTarget,
  inputs: readonly Input[],
  validationSubset: Subset | null,
): Inspection {
  const { table, target, rows, without, split, leftOut } = prepared;
  const byName = new Map(inputs.map(input => [input.name, input]));
  const reasons = new Map(leftOut.map(({ column, why }) => [column.index, why]));
  const missing = countMissing(prepared);
  const columns: ColumnReport[] = [];
  const together = Math.max(Math.floor(GATHERED / table.rows), MIN_TOGETHER);
  for (let begin = 0; begin < table.columns.length; begin += together) {
    const group = table.columns.slice(begin, begin + together);
    const gathered = gatherColumns(table.store, group);
    group.forEach((column, c) => {
      const input = byName.get(column.name);
      const role = column === target?.column ? 'target' : input !== undefined ? 'input' : 'left out';
      const absent = missing[column.index]!;
      columns.push({
        position: column.index + 1,
        name: column.name,
        kind: column.kind,
        why: column.why,
        role,
        leftOut: role === 'left out' ? (reasons.get(column.index) ?? 'no value in the training rows') : null,
        inputs: input === undefined ? 0 : inputWidth(input),
        missing: absent,
        missingShare: absent / rows.length,
        ...reportValues(column, gathered[c]!, rows),
      });
    });
  }
  const heads = table.store.blocks;
  return {
    data: {
      paths: table.paths,
      format: table.format,
      validationPath: (validationSubset?.table ?? table) === table ? null : validationSubset!.table.paths[0]!,
      rows: table.rows,
      without,
      ...rowFacts(table),
      blankLines: heads.reduce((sum, head) => sum + Math.max(0, head.blankLines - (head.repeatedHeaders ?? 0)), 0),
      features: inputs.reduce((sum, input) => sum + inputWidth(input), 0),
      trainRows: split.train.length,
      validationRows: validationSubset?.rows.length ?? 0,
    },
    columns,
    target: target === null ? null : reportTarget(target, rows),
    targetProblem: null,
  };
}

/** By column; texts that are not kept are none of them. */
function countMissing({ table, rows }: Pick<Prepared, 'table' | 'rows'>): Uint32Array {
  const missing = new Uint32Array(table.columns.length);
  visitRows(table.store, rows, ({ cells, columns }, _, local) => {
    for (let n = 0; n < local.length; n++) {
      const begin = local[n]! * columns;
      for (let column = 0; column < columns; column++) if (Number.isNaN(cells[begin + column]!)) missing[column]!++;
    }
  });
  return missing;
}

function reportValues(
  column: Column,
  values: ColumnValues,
  rows: Int32Array,
): Pick<ColumnReport, 'numbers' | 'dates' | 'texts'> {
  const nothing = { numbers: null, dates: null, texts: null };
  if (values.type === 'texts') return { ...nothing, texts: reportTexts(column, values.codes, rows) };
  const numbers = reportNumbers(values.values, rows, column.integral);
  if (column.kind !== 'date' || numbers === null) return { ...nothing, numbers };
  const { least, greatest, histogram } = numbers;
  const [first, last] = [least, greatest].map(
    column.clock ? formatTime : seconds => formatDate(seconds).replace('.000Z', 'Z'),
  );
  return { ...nothing, dates: { first: first!, last: last!, histogram } };
}

/** Null where no row has a number. What is not finite counts for nothing. */
export function reportNumbers(values: ArrayLike<number>, rows: Int32Array, isWhole: boolean): NumberReport | null {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (let n = 0; n < rows.length; n++) {
    const value = values[rows[n]!]!;
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    sum += value;
    count++;
  }
  if (count === 0) return null;
  const { width, bins } = binsOf(least, greatest, isWhole);
  const histogram = new Array<number>(bins).fill(0);
  // In halves, since the range of huge numbers can be too large for a number.
  const range = isWhole ? (bins * width) / 2 : greatest / 2 - least / 2;
  for (let n = 0; n < rows.length; n++) {
    const value = values[rows[n]!]!;
    const share = range === 0 ? 0 : (value / 2 - least / 2) / range;
    if (Number.isFinite(value)) histogram[Math.min(Math.floor(share * bins), bins - 1)]!++;
  }
  return { least, greatest, mean: sum / count, whole: isWhole, histogram: { width, rows: histogram } };
}

/** Of whole numbers the width is a whole number, so that each range holds as many of them. */
function binsOf(least: number, greatest: number, isWhole: boolean): { width: number; bins: number } {
  if (!isWhole) return { width: greatest / BINS - least / BINS, bins: greatest === least ? 1 : BINS };
  const width = Math.ceil((greatest - least + 1) / BINS);
  return { width, bins: Math.floor((greatest - least) / width) + 1 };
}

function reportTexts(column: Column, codes: Int32Array, rows: Int32Array): TextReport {
  const { categories, overflows } = column.dictionary!;
  const counts = new Uint32Array(categories.length);
  for (let n = 0; n < rows.length; n++) if (codes[rows[n]!]! >= 0) counts[codes[rows[n]!]!]!++;
  const present = [...counts.keys()].filter(code => counts[code]! > 0);
  const top = present.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, MAX_MET);
  const report = (code: number): Count => ({ value: categories[code]!, rows: counts[code]! });
  return {
    different: present.length,
    more: overflows,
    top: top.map(report),
    missingWords: missingWordsAmong(categories)
      .map(report)
      .filter(({ rows: met }) => met > 0),
  };
}

/** Used rows of each class, or the distribution of the numbers. */
function reportTarget({ classes, labels, values, column, decision }: Target, rows: Int32Array): TargetReport {
  const { task, reason } = decision;
  const target = { name: column.name, task, reason, classes: null, numbers: null };
  if (classes === null) {
    const numbers = values.type === 'numbers' ? reportNumbers(values.values, rows, column.integral) : null;
    return { ...target, numbers };
  }
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels!) counts[label]!++;
  return { ...target, classes: classes.map((value, index) => ({ value, rows: counts[index]! })) };
}

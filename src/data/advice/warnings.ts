/**
 * What may make a score better than it is, as warnings before training: the findings of the leakage guard, and a file in the order
 * of its target that is not shuffled. What takes long is done for few columns or few rows, since it stands before every training.
 */

import type { ColumnValues } from '../../base/numbers/values.ts';
import type { Warn } from '../../base/warn.ts';
import type { Prepared } from '../choosing/prepare.ts';
import type { Split } from '../choosing/split.ts';
import type { Subset } from '../choosing/validation-file.ts';
import type { DataOptions } from '../reading/options.ts';
import type { Column } from '../tables/columns.ts';
import { gatherRows } from '../tables/gather.ts';
import { sample } from '../tables/sample.ts';
import { checkInputs } from './leakage/guard.ts';
import { type EncodedRows, identicalRows } from './leakage/identical-rows.ts';
import { isSuspicious, pilotRows, pilotTargets } from './leakage/screen.ts';
import { sortedByTarget } from './sorted.ts';

/** Rows looked at on a side, at most. */
const MAX_ROWS = 20_000;
/** With this many cells or more, only columns that a first look finds suspicious are checked. */
const MANY_CELLS = 1 << 19;
/** Columns gathered at a time. */
const TOGETHER = 64;

/**
 * Warns of columns that know the target or name rows, when there are validation rows; and of a file in the order of its
 * target under --no-shuffle.
 */
export function warnOfColumns(prepared: Prepared, validationSubset: Subset, options: DataOptions, warn: Warn): void {
  const { table, target, used, rows } = prepared;
  if (!options.shuffle && sortedByTarget(rows, target.values))
    warn(describeSorted(target.column.name, options), 'sorted');
  if (validationSubset.rows.length === 0) return;
  const { task } = target.decision;
  const { split, places } = sampleSplit(prepared.split);
  const answers = { name: target.column.name, values: pick(target.values, places) };
  const columns = used.length * places.length > MANY_CELLS ? suspiciousColumns(prepared) : used;
  for (let begin = 0; begin < columns.length; begin += TOGETHER) {
    const group = columns.slice(begin, begin + TOGETHER);
    const gathered = gatherRows(table.store, group, places);
    const named = group.map(({ name }, c) => ({ name, values: gathered[c]! }));
    const dates = new Set(group.filter(({ kind }) => kind === 'date').map(({ name }) => name));
    for (const { kind, column, message } of checkInputs(named, answers, task, split, places)) {
      // Dates at even steps are a time, whatever they are called.
      if (kind !== 'identifier' || !dates.has(column!)) warn(message, 'leakage');
    }
  }
}

/** One pass over the blocks, which may have to be read for it. */
function suspiciousColumns({ table, target, split, used }: Prepared): Column[] {
  const { task } = target.decision;
  const rows = pilotRows(target.values, task, split.train);
  const targets = pilotTargets(pick(target.values, rows), task);
  const gathered = gatherRows(table.store, used, rows);
  return used.filter((_, c) => isSuspicious(gathered[c]!, targets));
}

/** The values of some rows. */
function pick(values: ColumnValues, rows: Int32Array): ColumnValues {
  if (values.type === 'texts') return { ...values, codes: rows.map(row => values.codes[row]!) };
  return { type: 'numbers', values: Float64Array.from(rows, row => values.values[row]!) };
}

/** Warns of validation rows that are training rows too. Rows that are not encoded in float32 are skipped. */
export function warnOfRows(
  train: { x: unknown; targets: EncodedRows['targets'] },
  validation: { x: unknown; targets: EncodedRows['targets'] } | null,
  features: number,
  warn: Warn,
): void {
  if (validation === null || !(train.x instanceof Float32Array) || !(validation.x instanceof Float32Array)) return;
  const finding = identicalRows({ ...train, x: train.x }, { ...validation, x: validation.x }, features);
  if (finding !== null) warn(finding.message, 'identical-rows');
}

/** Some rows of each side: their places in the table, and the split by their place among these. */
function sampleSplit({ train, validation }: Split): { split: Split; places: Int32Array } {
  const [trained, validated] = [sample(train, MAX_ROWS), sample(validation, MAX_ROWS)];
  const places = new Int32Array(trained.length + validated.length);
  const split = { train: new Int32Array(trained.length), validation: new Int32Array(validated.length) };
  let [t, v] = [0, 0];
  for (let place = 0; place < places.length; place++) {
    const isTrained = v === validated.length || trained[t]! < validated[v]!;
    if (isTrained) split.train[t] = place;
    else split.validation[v] = place;
    places[place] = isTrained ? trained[t++]! : validated[v++]!;
  }
  return { split, places };
}

function describeSorted(target: string, { validation, time, group }: DataOptions): string {
  const takesLast = typeof validation === 'number' && validation > 0 && time === null && group === null;
  const what = takesLast ? 'neither the batches nor the validation rows are' : 'the batches are not';
  return `the file is sorted by its target '${target}', so with ⟪shuffle=false⟫ ${what} representative; without it, rows are drawn at random`;
}

/** All checks of single columns, in one go. */

import type { Task } from '../../../network/tasks.ts';
import type { Split } from '../../choosing/split.ts';
import { cellsOf, sample } from '../../tables/sample.ts';
import { copyOfTarget } from './copy.ts';
import type { Finding, NamedColumn } from './finding.ts';
import { identifierAsNumber } from './identifier.ts';
import { questionOf, tellsTarget } from './tells.ts';

/**
 * At most one finding for each column, the strongest: that it copies the target, tells it, or names rows. `columns` are
 * the inputs; the target is not among them. Looks at no more than 20,000 rows on a side. `places` are those of the rows in
 * the file, where the values are of some of its rows.
 */
export function checkInputs(
  columns: readonly NamedColumn[],
  target: NamedColumn,
  task: Task,
  split: Split,
  places?: Int32Array,
): Finding[] {
  const rows = new Int32Array(split.train.length + split.validation.length);
  rows.set(split.train);
  rows.set(split.validation, split.train.length);
  rows.sort();
  const question = questionOf(target, task, split);
  const targets = cellsOf(target.values, sample(rows));
  return columns.flatMap(column => {
    const { name, values } = column;
    const finding =
      copyOfTarget(column, target, rows, targets) ??
      tellsTarget(column, question) ??
      (values.type === 'numbers' ? identifierAsNumber(name, values, rows, places) : null);
    return finding === null ? [] : [finding];
  });
}

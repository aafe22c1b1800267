/**
 * Inputs that alone tell the target nearly without error. One rule is learned from the training rows and tried on the
 * validation rows: of text, each category's most frequent class or mean target; of numbers, that of the best intervals, at
 * most four for each class. Missing is a category, or interval, of its own.
 *
 * Good inputs must not be accused. So the rule must be right in 99.5 % of the rows on both sides, since 30 validation rows
 * are easily all right by luck, and its errors at most a tenth of what the most frequent class's would be. Of numbers, R^2
 * must be 0.999.
 */

import { formatCount, percent, printable } from '../../../base/text/format.ts';
import type { Task } from '../../../network/tasks.ts';
import type { Split } from '../../choosing/split.ts';
import { cellsOf, sample } from '../../tables/sample.ts';
import { bestCuts, intervalOf, type Targets } from './cuts.ts';
import { errsMore, leavesMore, type Sides } from './equal-cells.ts';
import { type Finding, leaveOut, type NamedColumn } from './finding.ts';

const MIN_ROWS = 20;
const ACCURACY = 0.995;
const R2 = 0.999;
const INTERVALS_PER_CLASS = 4;
/** A curve of numbers needs many steps: R^2 is about 1 - 1 / steps^2. */
const INTERVALS_OF_NUMBERS = 256;
const FIRST_LOOK = 1000;
const MAX_CLASSES_AT_FIRST = 20;
const RARE = 30;

/** What columns are tried on: it is the same for all of them. */
export interface Question {
  readonly target: NamedColumn;
  readonly task: Task;
  /** All training rows. */
  readonly rows: Int32Array;
  /** The rows looked at: no more than 20,000 training and 20,000 validation rows, evenly spaced. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly answers: Sides;
  readonly targets: Targets;
}

/** All rows of the split have a target. `task` says whether the target's values are classes. */
export function questionOf(target: NamedColumn, task: Task, split: Split): Question {
  const [train, validation] = [sample(split.train), sample(split.validation)];
  const answers = [cellsOf(target.values, train), cellsOf(target.values, validation)] as const;
  return { target, task, rows: split.train, train, validation, answers, targets: toLearn(answers[0], task) };
}

/** Null where the column does not tell the target, or there are fewer than 20 rows on a side. */
export function tellsTarget(column: NamedColumn, question: Question): Finding | null {
  const { target, task, rows, train, validation, answers, targets } = question;
  if (Math.min(train.length, validation.length) < MIN_ROWS) return null;
  if (noRuleTells(column, question)) return null;
  if (column.values.type === 'numbers' && cannotTell(column, target, task, rows)) return null;
  const cells = [cellsOf(column.values, train), cellsOf(column.values, validation)] as const;
  const groups = column.values.type === 'texts' ? cells : intervalsOf(cells, targets);
  const evidence = (task === 'classification' ? tellsClass : tellsNumber)(groups, answers, printable(target.name));
  if (evidence === null) return null;
  const name = printable(column.name);
  return {
    kind: 'tells',
    column: column.name,
    message: `'${name}' alone tells ${evidence}. If it is not known before the target is, ${leaveOut(column.name)}`,
  };
}

/** Whether rows with equal cells differ so much in their answers that no rule is right often enough. */
function noRuleTells({ values }: NamedColumn, { task, train, validation, answers }: Question): boolean {
  if (task === 'regression') return leavesMore(values, validation, answers[1], 1 - R2);
  return errsMore(values, [train, validation], answers, (1 - ACCURACY) * (train.length + validation.length));
}

/** The interval of each row, on both sides; NaN for missing. */
function intervalsOf([x, tested]: Sides, targets: Targets): Sides {
  const { bounds } = bestCuts(x, targets, mostIntervals(targets));
  const interval = (value: number) => (Number.isNaN(value) ? value : intervalOf(bounds, value));
  return [x.map(interval), tested.map(interval)];
}

function mostIntervals({ classes }: Targets): number {
  return classes === null ? INTERVALS_OF_NUMBERS : INTERVALS_PER_CLASS * classes;
}

/**
 * A first look at 1,000 rows of a large table, which settles nearly all columns: intervals that leave more than half of
 * the variance there do not tell the target. Where classes are so many or so rare that few rows can be of one, it says
 * nothing.
 */
function cannotTell(column: NamedColumn, target: NamedColumn, task: Task, train: Int32Array): boolean {
  if (train.length < 2 * FIRST_LOOK) return false;
  const rows = sample(train, FIRST_LOOK);
  const answers = cellsOf(target.values, rows);
  const targets = toLearn(answers, task);
  if (targets.classes !== null) {
    const majority = mostFrequent(answers);
    let others = 0;
    for (const answer of answers) if (answer !== majority) others++;
    if (others < RARE || targets.classes > MAX_CLASSES_AT_FIRST) return false;
  }
  return bestCuts(cellsOf(column.values, rows), targets, mostIntervals(targets)).explained < 0.5;
}

function toLearn(answers: Float64Array, task: Task): Targets {
  if (task === 'regression') return { values: centred(answers), classes: null };
  const numbers = new Map([...new Set(answers)].map((answer, index) => [answer, index]));
  return { values: answers.map(answer => numbers.get(answer)!), classes: numbers.size };
}

/** Sums of squares lose their digits far from 0. */
function centred(answers: Float64Array): Float64Array {
  const mean = meanOf(answers);
  return answers.map(answer => answer - mean);
}

/** "'y' in 199 of 200 validation rows, ..." */
function tellsClass(groups: Sides, answers: Sides, target: string): string | null {
  const majority = mostFrequent(answers[0]);
  const rule = learn(groups[0], answers[0], mostFrequent);
  const right = (side: 0 | 1) =>
    answers[side].reduce(
      (count, answer, n) => count + ((rule.get(groups[side][n]!) ?? majority) === answer ? 1 : 0),
      0,
    );
  const [trained, tested] = [right(0), right(1)];
  const rows = answers[1].length;
  const usual = answers[1].reduce((count, answer) => count + (answer === majority ? 1 : 0), 0);
  const enough = trained >= ACCURACY * answers[0].length && tested >= ACCURACY * rows;
  if (!enough || rows - tested > (rows - usual) / 10 || usual === rows) return null;
  return `'${target}' in ${formatCount(tested)} of ${formatCount(rows)} validation rows (its most frequent class is right in ${formatCount(usual)})`;
}

/** "99.95% of the variance of 'y' in 200 validation rows" */
function tellsNumber(groups: Sides, answers: Sides, target: string): string | null {
  const mean = meanOf(answers[0]);
  const rule = learn(groups[0], answers[0], meanOf);
  const left = answers[1].reduce((sum, answer, n) => sum + (answer - (rule.get(groups[1][n]!) ?? mean)) ** 2, 0);
  const centre = meanOf(answers[1]);
  const all = answers[1].reduce((sum, answer) => sum + (answer - centre) ** 2, 0);
  const r2 = 1 - left / all;
  if (!(r2 >= R2)) return null;
  const share = r2 > 0.9995 ? 'more than 99.9%' : percent(r2);
  return `${share} of the variance of '${target}' in ${formatCount(answers[1].length)} validation rows`;
}

/** By group, what sums its answers up. */
function learn(
  groups: Float64Array,
  answers: Float64Array,
  summary: (answers: readonly number[]) => number,
): Map<number, number> {
  const answersOf = new Map<number, number[]>();
  groups.forEach((group, n) => {
    const own = answersOf.get(group);
    if (own === undefined) answersOf.set(group, [answers[n]!]);
    else own.push(answers[n]!);
  });
  return new Map([...answersOf].map(([group, own]) => [group, summary(own)]));
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n]!;
  return sum / values.length;
}

/** The first of them, where several are equally frequent. */
function mostFrequent(values: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = Number.NaN;
  let most = 0;
  for (const [value, count] of counts) {
    if (count <= most) continue;
    best = value;
    most = count;
  }
  return best;
}

/** What is known of rows beside their inputs: their targets, as the network takes them, and how much they count. */

import { UserError } from '../../base/errors.ts';
import type { NumberValues } from '../../base/numbers/values.ts';
import { list, plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import type { Targets, Vector } from '../../kernels/kernels.ts';
import type { FloatWidth, Memory } from '../../kernels/memory.ts';
import type { PredictionRange } from '../../network/prediction-range.ts';
import { columnFor } from '../choosing/choose-columns.ts';
import { balancedWeights, countClasses, parseClassWeights, rowWeights } from '../choosing/class-weights.ts';
import type { Prepared } from '../choosing/prepare.ts';
import { findClasses, labelsOf } from '../choosing/target.ts';
import type { Subset } from '../choosing/validation-file.ts';
import type { DataOptions } from '../reading/options.ts';
import { shownNumber } from '../tables/cells/bad-cell.ts';
import { otherSpellings } from '../tables/cells/booleans.ts';
import { gatherColumns } from '../tables/gather.ts';
import { locationOf, type Table } from '../tables/table.ts';
import { farthestTarget, type Scale, scaleTargets, targetScale } from './target-scale.ts';

export interface Labels {
  /** Class indices, or standardized numbers. */
  targets: Targets;
  /** How much each row counts in the loss; null where all count alike. */
  weights: Vector | null;
  rows: number;
}

export class Labeller {
  /** Null for regression. */
  readonly classes: readonly string[] | null;
  /** Training rows of each class; null for regression. */
  readonly classRows: readonly number[] | null;
  /** Of the training targets; null for classification. */
  readonly targetRange: PredictionRange | null;
  readonly #scale: Scale;
  readonly #weightsByClass: Float64Array | null;
  readonly #options: DataOptions;

  constructor(prepared: Prepared, training: Subset, validationSubset: Subset, options: DataOptions, warn: Warn) {
    const { classes } = prepared.target;
    this.classes = classes === null ? null : allClasses(classes, validationSubset);
    this.classRows =
      this.classes === null
        ? null
        : countClasses(labelsOf(training.values, training.rows, this.classes), this.classes.length);
    if (this.classes !== null) warnOfClasses(this.classes, this.classRows!, validationSubset, warn);
    this.targetRange = classes === null ? rangeOf(training) : null;
    this.#scale = targetScale(prepared, options.standardize);
    this.#weightsByClass = weightsByClass(options, this.classes, this.classRows);
    this.#options = options;
  }

  /** Width of the network's output. */
  get outputs(): number {
    return this.classes?.length ?? 1;
  }

  /** What the network's 0 is in the target's own units; 0 for classification. */
  get targetMean(): number {
    return this.#scale.mean;
  }

  /** One unit of the network's target in the target's own units; 1 for classification. */
  get targetDeviation(): number {
    return this.#scale.deviation;
  }

  get farthestTarget(): number | undefined {
    return farthestTarget(this.targetRange, this.#scale);
  }

  /** Throws UserError for rows without a weight that can be. */
  label(side: Subset, memory: Memory, width: FloatWidth): Labels {
    const rows = side.rows.length;
    const { classes } = this;
    const labels = classes === null ? null : memory.int32(rows);
    if (labels !== null) labels.set(labelsOf(side.values, side.rows, classes!));
    const numbers = () => scaleTargets(memory.floats(rows, width), side.values as NumberValues, side.rows, this.#scale);
    const weights = weigh(side, labels, this.#weightsByClass, this.#options, () => memory.floats(rows, width));
    return { targets: labels ?? numbers(), weights, rows };
  }
}

/** The smallest and the largest number, as decimals of the table: 82.6, not the nearest float32 82.5999984741211. */
function rangeOf({ values, rows }: Subset): PredictionRange {
  const numbers = (values as NumberValues).values;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < rows.length; n++) {
    const value = numbers[rows[n]!]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min: Number(shownNumber(min)), max: Number(shownNumber(max)) };
}

/** The classes of the training table, then those that only a validation file has. */
function allClasses(classes: readonly string[], { values, rows }: Subset): string[] {
  const known = new Set([...classes, ...otherSpellings(classes).map(([text]) => text)]);
  return [...classes, ...findClasses(values, rows).filter(name => !known.has(name))];
}

/** Warns of classes without training rows: they cannot be predicted, so their validation rows count as wrong. */
function warnOfClasses(
  classes: readonly string[],
  classRows: readonly number[],
  validationSubset: Subset,
  warn: Warn,
): void {
  const untrained = classes.flatMap((name, index) => (classRows[index] === 0 ? [`'${name}'`] : []));
  if (untrained.length === 0) return;
  const labels = labelsOf(validationSubset.values, validationSubset.rows, classes);
  const affected = labels.reduce((count, label) => count + (classRows[label] === 0 ? 1 : 0), 0);
  warn(
    `${plural(untrained.length, 'class has', 'classes have')} no training row: ${list(untrained)}; ` +
      `${plural(affected, 'validation row')} of that kind cannot be predicted and count as wrong`,
    'untrained-classes',
  );
}

/** The weight of each class; null where they count alike. */
function weightsByClass(
  { classWeights }: DataOptions,
  classes: readonly string[] | null,
  classRows: readonly number[] | null,
): Float64Array | null {
  if (classWeights === null) return null;
  if (classes === null) throw new UserError('⟪classWeights⟫: the target is a number; there are no classes');
  const weights = parseClassWeights(classWeights, classes);
  return weights === 'balanced' ? balancedWeights(classRows!) : weights;
}

/** How much each row of a side counts; null where all count alike. */
function weigh(
  { table, rows }: Subset,
  labels: Int32Array | null,
  byClass: Float64Array | null,
  { weight }: DataOptions,
  allocate: () => Vector,
): Vector | null {
  if (weight === null && byClass === null) return null;
  const column = weight === null ? null : weightColumn(table, rows, weight);
  return rowWeights(allocate(), { labels, classWeights: byClass, column, location: n => locationOf(table, rows[n]!) });
}

function weightColumn(table: Table, rows: Int32Array, name: string): Float64Array {
  const column = columnFor(table, '⟪weight⟫', name);
  const values = gatherColumns(table.store, [column])[0]!;
  if (values.type === 'texts' || column.kind === 'date') {
    throw new UserError(`⟪weight⟫: column '${column.name}' of ${table.paths[0]} does not hold numbers`);
  }
  const weights = new Float64Array(rows.length);
  for (let n = 0; n < rows.length; n++) weights[n] = values.values[rows[n]!]!;
  return weights;
}

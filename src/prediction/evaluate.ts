/** Evaluates a saved network on rows whose targets are known. */

import { UserError } from '../base/errors.ts';
import { argmax } from '../base/numbers/argmax.ts';
import { readRows, targetsOf } from '../data/batches/read-rows.ts';
import type { OpenDataset } from '../data/batches/windows.ts';
import { type Block, numberAt, TEXT } from '../data/tables/blocks/block.ts';
import { MISSING_WORDS } from '../data/tables/blocks/reader.ts';
import { infiniteTarget } from '../data/tables/cells/bad-cell.ts';
import type { Targets, Vector } from '../kernels/kernels.ts';
import { LossTotals } from '../network/loss/totals.ts';
import { cutOutputs, cutTo, type PredictionRange, standardizedRange } from '../network/prediction-range.ts';
import type { SavedModel, SavedTarget } from '../saved/model.ts';
import { type ClassEvaluation, ClassEvaluator } from './class-evaluation.ts';
import { ClassLabels } from './class-labels.ts';
import type { ModelRows } from './model-rows.ts';
import { type NumberEvaluation, NumberEvaluator } from './number-evaluation.ts';
import type { Predictor } from './predictor.ts';

export interface Evaluation {
  /** Rows with a target. */
  rows: number;
  /** Rows without a target, and the location of the first one. */
  withoutTarget: number;
  firstWithout: string | null;
  /** Words for a missing value among these targets. */
  missingWords: string[];
  /** Rows of classes that the model does not know, and the first few of these classes. */
  unknown: number;
  unknownClasses: string[];
  /**
   * Loss as in training, over the rows of known classes: mean cross-entropy, or squared error of the standardized
   * target.
   */
  loss: number;
  classes: ClassEvaluation | null;
  numbers: NumberEvaluation | null;
}

/** Max unknown classes in a warning. */
const MAX_NAMED = 5;

/** Throws UserError for rows that cannot be read, and if no row has a target. */
export async function evaluateRows(
  rows: ModelRows,
  predictor: Predictor,
  model: Pick<SavedModel, 'target' | 'reading'>,
  na: readonly string[] | null,
): Promise<Evaluation> {
  const pass = new Pass(predictor, model.target);
  const targets = new TargetReader(model.target, missingIn(model, na));
  for await (const block of rows.blocks()) {
    const targetOf = targets.of(block.block, rows.target);
    const known: number[] = [];
    for (const row of block.rows) {
      const value = targetOf(row);
      if (value === null) pass.leaveOut(() => rows.place(block.block, row));
      else if (Number.isFinite(value)) known.push(row);
      else throw infiniteTarget(rows.place(block.block, row), model.target.name);
    }
    for (let begin = 0; begin < known.length; begin += predictor.capacity) {
      const part = Int32Array.from(known.slice(begin, begin + predictor.capacity));
      block.encode(part, predictor.input, rows.unseen);
      pass.add(
        predictor.run(part.length),
        Array.from(part, row => targetOf(row)!),
      );
    }
  }
  if (pass.rows === 0) throw new UserError(`${rows.path}: target '${model.target.name}' has no value in any row`);
  return pass.result([...targets.missingWords], [...targets.unknown]);
}

/** The missing words of the target. A word that is a class of the model is not among them, unless words are given. */
function missingIn({ target, reading }: Pick<SavedModel, 'target' | 'reading'>, na: readonly string[] | null) {
  const usual = (reading.na ?? MISSING_WORDS).filter(word => !target.classes?.includes(word));
  return new Set(na ?? usual);
}

/** Encoded rows, and what predicts them. */
export interface PredictedRows {
  readonly dataset: OpenDataset;
  readonly predictor: Predictor;
}

/** Evaluates encoded rows, such as the validation rows of training, or the parts of an ensemble. */
export function evaluateDatasets(all: readonly PredictedRows[], { target }: Pick<SavedModel, 'target'>): Evaluation {
  const { mean, deviation, classes } = target;
  const pass = new Pass(all[0]!.predictor, target);
  for (const { dataset, predictor } of all) {
    const { input, capacity } = predictor;
    for (let begin = 0; begin < dataset.rows; begin += capacity) {
      const end = Math.min(begin + capacity, dataset.rows);
      readRows(dataset, begin, end, input, input.length / capacity);
      const targets = targetsOf(dataset, begin, end);
      const values = classes === null ? targets.map(each => each * deviation + mean) : targets;
      pass.add(predictor.run(end - begin), values);
    }
  }
  return pass.result([], []);
}

/** Reads the target of each row of a block. */
class TargetReader {
  /** The first few classes that the model does not know. */
  readonly unknown = new Set<string>();
  /** Words for a missing value that were met. */
  readonly missingWords = new Set<string>();
  readonly #missing: ReadonlySet<string>;
  /** Null for regression. */
  readonly #labels: ClassLabels | null;

  constructor(target: SavedTarget, missing: ReadonlySet<string>) {
    this.#labels = target.classes === null ? null : new ClassLabels(target.classes, target.isNumber);
    this.#missing = missing;
  }

  /**
   * The target of a row: the index of a class, or the number of classes for an unknown one, or a number; null if
   * missing.
   */
  of(block: Block, column: number): (row: number) => number | null {
    if (block.kinds[column] !== TEXT) {
      return row => {
        const value = numberAt(block, row, column);
        if (Number.isNaN(value)) return null;
        return this.#labels === null ? value : this.#labelOf(this.#labels.ofNumber(value), value);
      };
    }
    const byCode = block.texts.get(column)!.categories.map(text => {
      if (!this.#missing.has(text)) return this.#labelOf(this.#labels!.ofText(text), text);
      this.missingWords.add(text);
      return null;
    });
    return row => byCode[block.cells[row * block.columns + column]!] ?? null;
  }

  #labelOf(label: number | undefined, name: string | number): number {
    if (label === undefined && this.unknown.size < MAX_NAMED) this.unknown.add(String(name));
    return label ?? this.#labels!.count;
  }
}

/** Adds up losses and scores. */
class Pass {
  readonly #predictor: Predictor;
  readonly #target: SavedTarget;
  /** Of outputs; null if they are not cut. */
  readonly #range: PredictionRange | null;
  readonly #totals: LossTotals;
  readonly #targets: Targets;
  readonly #known: Vector;
  readonly #classes: ClassEvaluator | null;
  readonly #numbers: NumberEvaluator | null;
  #rows = 0;
  #unknown = 0;
  #without = 0;
  #firstWithout: string | null = null;

  constructor(predictor: Predictor, target: SavedTarget) {
    const { kernels, capacity, outputs } = predictor;
    const { memory } = kernels;
    this.#predictor = predictor;
    this.#target = target;
    const { range, mean, deviation } = target;
    this.#range = range === undefined ? null : standardizedRange(range, mean, deviation);
    this.#totals = new LossTotals(target.task, kernels);
    this.#targets = target.classes === null ? memory.floats(capacity, 'float32') : memory.int32(capacity);
    this.#known = memory.floats(capacity * outputs, 'float32');
    this.#classes = target.classes === null ? null : new ClassEvaluator(target.classes, target.classRows);
    this.#numbers = target.classes === null ? new NumberEvaluator(target.deviation) : null;
  }

  /** Rows with a target. */
  get rows(): number {
    return this.#rows;
  }

  leaveOut(place: () => string): void {
    if (this.#without++ === 0) this.#firstWithout = place();
  }

  /** Adds outputs, one row for each value. The outputs are cut. */
  add(out: Vector, values: readonly number[]): void {
    const { outputs } = this.#predictor;
    const { mean, deviation, range } = this.#target;
    let known = 0;
    values.forEach((value, n) => {
      this.#rows++;
      if (this.#numbers !== null) {
        this.#numbers.add(value, cutTo(range, out[n]! * deviation + mean));
        this.#targets[n] = (value - mean) / deviation;
        return;
      }
      this.#classes!.add(value, argmax(out, n * outputs, outputs));
      if (value === outputs) this.#unknown++;
      else {
        this.#known.set(out.subarray(n * outputs, (n + 1) * outputs), known * outputs);
        this.#targets[known++] = value;
      }
    });
    if (this.#numbers !== null) {
      cutOutputs(this.#range, out, values.length);
      this.#totals.add(null, out, this.#targets, null, values.length, outputs);
    } else if (known > 0) this.#totals.add(null, this.#known, this.#targets, null, known, outputs);
  }

  result(missingWords: string[], unknownClasses: string[]): Evaluation {
    return {
      rows: this.#rows,
      withoutTarget: this.#without,
      firstWithout: this.#firstWithout,
      missingWords,
      unknown: this.#unknown,
      unknownClasses,
      loss: this.#rows === this.#unknown ? Number.NaN : this.#totals.loss,
      classes: this.#classes?.result() ?? null,
      numbers: this.#numbers?.result() ?? null,
    };
  }
}

/**
 * A linear model to compare a network with: the network's inputs, x·weight + bias, and nothing hidden. It minimizes
 *
 *     Σ w · (x·weight + bias - target)² + Σ weight²             for numbers: ridge regression
 *     Σ w · -log softmax(x·weight + bias)[label] + ½ Σ weight²  for classes: logistic regression
 *
 * over the training rows, w being the weights of rows. The penalties are the defaults of scikit-learn's Ridge and
 * LogisticRegression; without them there is no minimum where a column follows from others, or classes can be told apart.
 */

import { type Differentiable, minimize } from '../base/numbers/minimize.ts';
import type { Dataset } from '../data/batches/dataset.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { LossTotals } from '../network/loss/totals.ts';
import { Network } from '../network/network.ts';
import type { Task } from '../network/tasks.ts';
import { Evaluation } from './evaluation.ts';

/** Rows of a pass through the kernels. */
const CAPACITY = 512;
const ITERATIONS = 500;
const TOLERANCE = 1e-5;

const penalties = { classification: 0.5, regression: 1 } as const satisfies Record<Task, number>;

export interface LinearModel {
  readonly network: Network;
  /** The scores of the rows; the next call overwrites them. */
  evaluate(rows: Dataset): LossTotals;
}

/** Fits a linear model. Null if it did not come to its minimum, as with numbers of very different sizes. */
export function fitLinear(
  train: Dataset,
  task: Task,
  widths: readonly [number, number],
  kernels: Kernels,
): LinearModel | null {
  const shape = { widths, activation: 'relu', norm: 'none', bnMomentum: 0.1, bnEps: 1e-5, bnStats: 'pytorch' } as const;
  const network = new Network({ ...shape, capacity: Math.min(CAPACITY, train.rows) }, kernels, 'float32');
  const { parameters } = network.blocks;
  const x = new Float64Array(parameters.length);
  if (!minimize(objective(network, train, task), x, { iterations: ITERATIONS, tolerance: TOLERANCE })) return null;
  parameters.set(x);
  const evaluation = new Evaluation(network, task, null);
  return { network, evaluate: rows => evaluation.run(rows)! };
}

/** The penalized loss, as a mean over the rows' weights. Sums over chunks of rows are in float64. */
function objective(network: Network, train: Dataset, task: Task): Differentiable {
  const { kernels, blocks, spec } = network;
  const [features, outputs] = spec.widths as [number, number];
  const { capacity } = spec;
  const { parameters, gradients, decayed } = blocks;
  const totals = new LossTotals(task, kernels);
  const weightOf = (begin: number, end: number) => {
    if (train.weights === null) return end - begin;
    let sum = 0;
    for (let n = begin; n < end; n++) sum += train.weights[n]!;
    return sum;
  };
  const weight = weightOf(0, train.rows) || 1;
  const penalty = penalties[task] / weight;
  return (x, gradient) => {
    parameters.set(x);
    gradient.fill(0);
    totals.reset();
    for (let begin = 0; begin < train.rows; begin += capacity) {
      const end = Math.min(begin + capacity, train.rows);
      const rows = end - begin;
      const out = network.forward(train.x.subarray(begin * features, end * features), rows, 'train');
      const weights = train.weights?.subarray(begin, end) ?? null;
      totals.add(network.doutput, out, train.targets.subarray(begin, end), weights, rows, outputs);
      network.backward(rows);
      const share = weightOf(begin, end) / weight;
      for (let i = 0; i < gradient.length; i++) gradient[i]! += share * gradients[i]!;
    }
    let squares = 0;
    for (let i = 0; i < decayed; i++) {
      squares += x[i]! * x[i]!;
      gradient[i]! += 2 * penalty * x[i]!;
    }
    return totals.loss + penalty * squares;
  };
}

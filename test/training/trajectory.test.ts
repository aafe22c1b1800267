import { expect } from 'chai';
import { reference } from '../../src/kernels/reference/reference.ts';
import type { BnStats } from '../../src/network/layers/batch-norm.ts';
import { conventions } from '../../src/network/layers/batch-norm.ts';
import { LossTotals } from '../../src/network/loss/totals.ts';
import { Network } from '../../src/network/network.ts';
import type { Norm } from '../../src/network/plan.ts';
import { expectClose } from '../support/close.ts';
import { batchnormNumbers } from '../support/fixtures.ts';

const { trajectory } = batchnormNumbers;
const ROWS = 12;
const BATCH = 8;
const CLASSES = 3;

/** mk(r, c, a, b, m, s) of the recipe, row-major. */
function mk(r: number, c: number, a: number, b: number, m: number, s: number): number[] {
  return Array.from({ length: r * c }, (_, at) => {
    const i = Math.floor(at / c);
    const j = at % c;
    return (((a * i + b * j + i * j + 1) % m) / m - 0.5) * s;
  });
}

const x = Float64Array.from(mk(ROWS, 4, 7, 3, 11, 4));
const labels = Int32Array.from({ length: ROWS }, (_, i) => (i * i + Math.floor(i / 3)) % 3);

/** Ten steps by the recipe: the network after them, and the losses before each. */
function train(norm: Norm, bnStats: BnStats = 'pytorch') {
  const bnMomentum = conventions[bnStats].momentum;
  const widths = [4, 6, 5, CLASSES];
  const spec = { widths, activation: 'relu', norm, bnEps: 1e-5, bnMomentum, bnStats, capacity: ROWS } as const;
  const network = new Network(spec, reference, 'float64');
  network.initialize('he', 1, { normal: () => 0 } as never);
  const weights = [mk(4, 6, 5, 2, 13, 2), mk(6, 5, 3, 4, 17, 2), mk(5, 3, 2, 7, 19, 2)];
  const matrices = network.parameters.filter(parameter => parameter.shape.length === 2);
  for (const [index, { view }] of matrices.entries()) view.set(weights[index]!);
  const totals = new LossTotals('classification', reference);
  const losses: number[] = [];
  for (let t = 0; t < 10; t++) {
    const rows = Int32Array.from({ length: BATCH }, (_, k) => (5 * t + k) % ROWS);
    reference.gather(network.input, x, rows, 0, BATCH, 4);
    const logits = network.forward(network.input, BATCH, 'train');
    const batchLabels = rows.map(row => labels[row]!);
    totals.add(network.doutput, logits, batchLabels, null, BATCH, CLASSES);
    losses.push(totals.batchLoss);
    network.backward(BATCH);
    const { parameters, gradients } = network.blocks;
    const velocity = new Float64Array(network.parameterCount);
    const rates = Float64Array.of(0.5, 0, 0, 0, 0);
    reference.optimizers.sgd(parameters, [velocity], null, gradients, rates, 0, network.parameterCount);
  }
  return { network, losses };
}

function evaluate(network: Network, mode: 'train' | 'eval') {
  const totals = new LossTotals('classification', reference);
  totals.add(null, network.forward(x, ROWS, mode), labels, null, ROWS, CLASSES);
  return { loss: totals.loss, correct: Math.round(totals.score * ROWS) };
}

describe('ten steps of training', () => {
  it('have the losses of the reference without batch norm', () => {
    const { network, losses } = train('none');
    expectClose(losses, trajectory.none.losses, { relative: 1e-11 });
    const { loss, correct } = evaluate(network, 'eval');
    expectClose([loss], [trajectory.none.eval_loss_12_rows], { relative: 1e-11 });
    expect(correct).to.equal(trajectory.none.correct_of_12);
  });

  it('have the losses of the reference with batch norm', () => {
    const { network, losses } = train('batch');
    expectClose(losses, trajectory.batchnorm.losses, { relative: 1e-11 });
    expect(evaluate(network, 'eval').correct).to.equal(trajectory.batchnorm.correct_of_12);
  });

  for (const stats of ['pytorch', 'cs231n', 'keras'] as const) {
    it(`end with the running statistics of ${stats}`, () => {
      const expected = trajectory.batchnorm.eval_loss_12_rows_by_running_statistics[stats];
      expect(evaluate(train('batch', stats).network, 'eval').loss).to.be.closeTo(expected, 1e-11);
    });
  }

  it('end with the loss of the reference when batch norm uses the statistics of all rows', () => {
    const expected = trajectory.batchnorm.eval_loss_12_rows_by_running_statistics.statistics_of_all_12_rows;
    expect(evaluate(train('batch').network, 'train').loss).to.be.closeTo(expected, 1e-11);
  });
});

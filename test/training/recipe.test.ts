/** Training by the recipe `tabular` against the same steps written down once more, by hand, in float64. */

import { expect } from 'chai';
import { Batches } from '../../src/data/batches/batches.ts';
import type { EpochEvent } from '../../src/events/events.ts';
import { heap } from '../../src/kernels/reference/heap-memory.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { Network } from '../../src/network/network.ts';
import { Trainer } from '../../src/training/trainer.ts';
import { expectClose } from '../support/close.ts';
import { trainingConfig } from '../support/configs.ts';

const [ROWS, FEATURES, CLASSES, BATCH, EPOCHS] = [22, 2, 3, 8, 4];
const features = Array.from({ length: ROWS }, (_, n) => [Math.sin(n), Math.cos(2 * n)]);
const labels = Array.from({ length: ROWS }, (_, n) => (n * n) % CLASSES);

/** Without a hidden layer the network is the softmax of x·weight + bias: (features + 1) x classes numbers, the bias last. */
type Weights = number[][];

function softmax(weights: Weights, x: readonly number[]): number[] {
  const logits = Array.from({ length: CLASSES }, (_, k) => {
    return x.reduce((sum, value, d) => sum + value * weights[d]![k]!, weights[FEATURES]![k]!);
  });
  const powers = logits.map(Math.exp);
  return powers.map(power => power / powers.reduce((a, b) => a + b));
}

function meanLoss(weights: Weights): number {
  return features.reduce((sum, x, n) => sum - Math.log(softmax(weights, x)[labels[n]!]!), 0) / ROWS;
}

const map = (make: (d: number, k: number) => number): Weights =>
  Array.from({ length: FEATURES + 1 }, (_, d) => Array.from({ length: CLASSES }, (_, k) => make(d, k)));

/** The weights, their average and its loss after each epoch: AdamW with decay, cosine rate, smoothed labels, average. */
function byHand(initial: Weights, smoothing: number, maxAverage: number) {
  const [lr, decay, beta1, beta2, eps] = [0.02, 0.3, 0.9, 0.999, 1e-8];
  // The last batch of 6 rows is left out.
  const steps = EPOCHS * Math.floor(ROWS / BATCH);
  let [weights, average, m, v] = [initial, initial, map(() => 0), map(() => 0)];
  const losses: number[] = [];
  for (let t = 0; t < steps; t++) {
    const first = (t % Math.floor(ROWS / BATCH)) * BATCH;
    const gradient = map(() => 0);
    for (let n = first; n < first + BATCH; n++) {
      const shares = softmax(weights, features[n]!);
      for (let k = 0; k < CLASSES; k++) {
        const target = smoothing / CLASSES + (labels[n] === k ? 1 - smoothing : 0);
        for (let d = 0; d <= FEATURES; d++)
          gradient[d]![k]! += ((shares[k]! - target) * (features[n]![d] ?? 1)) / BATCH;
      }
    }
    const rate = lr * 0.5 * (1 + Math.cos((Math.PI * t) / steps));
    m = map((d, k) => beta1 * m[d]![k]! + (1 - beta1) * gradient[d]![k]!);
    v = map((d, k) => beta2 * v[d]![k]! + (1 - beta2) * gradient[d]![k]! ** 2);
    weights = map((d, k) => {
      const kept = d < FEATURES ? weights[d]![k]! * (1 - rate * decay) : weights[d]![k]!;
      const [first, second] = [m[d]![k]! / (1 - beta1 ** (t + 1)), v[d]![k]! / (1 - beta2 ** (t + 1))];
      return kept - (rate * first) / (Math.sqrt(second) + eps);
    });
    const e = Math.min(maxAverage, (2 + t) / (11 + t));
    average = map((d, k) => e * average[d]![k]! + (1 - e) * weights[d]![k]!);
    if ((t + 1) % Math.floor(ROWS / BATCH) === 0) losses.push(meanLoss(average));
  }
  return { weights: weights.flat(), average: average.flat(), losses };
}

function trainer(given: Parameters<typeof trainingConfig>[0], layers: number[] = []) {
  const config = trainingConfig({
    recipe: 'tabular',
    batchSize: BATCH,
    epochs: EPOCHS,
    layers,
    shuffle: false,
    ...given,
  });
  const { bnMomentum, bnEps, bnStats, activation, norm } = config;
  const widths = [FEATURES, ...layers, CLASSES];
  const spec = { widths, activation, norm, bnMomentum, bnEps, bnStats, capacity: ROWS };
  const network = new Network(spec, reference, 'float64');
  let drawn = 0;
  network.initialize('he', 1, { normal: () => Math.sin(++drawn) } as never);
  const x = Float64Array.from(features.flat());
  const rows = { x, targets: Int32Array.from(labels), weights: null, rows: ROWS };
  const minBatch = config.minBatch!;
  const batches = new Batches({ rows: ROWS, batchSize: BATCH, random: null, minBatch, memory: heap });
  const run = { arm: 'batchnorm', task: 'classification', network, train: rows, validation: rows } as const;
  const made = new Trainer({
    ...run,
    batches,
    rowBuffer: null,
    config,
    targetDeviation: 1,
    keep: 'last',
    record: true,
  });
  return { network, made };
}

function epochsOf(made: Trainer): EpochEvent[] {
  const epochs: EpochEvent[] = [];
  while (!made.finished) {
    const event = made.advance(100);
    if (event?.event === 'epoch') epochs.push(event);
  }
  return epochs;
}

describe('training by the recipe for tables', () => {
  for (const [what, given, smoothing, average] of [
    ['as it is', {}, 0.1, 0.995],
    ['with another average and other smoothing', { average: 0.3, labelSmoothing: 0.25 }, 0.25, 0.3],
  ] as const) {
    it(`has the weights, the average and the losses of the same steps by hand (${what})`, () => {
      const { network, made } = trainer(given);
      const [weight, bias] = network.parameters.map(({ view }) => [...view]);
      const initial = map((d, k) => (d < FEATURES ? weight![d * CLASSES + k]! : bias![k]!));
      const expected = byHand(initial, smoothing, average);
      const epochs = epochsOf(made);
      expectClose(
        epochs.map(epoch => epoch.validationLoss!),
        [meanLoss(initial), ...expected.losses],
        { relative: 1e-12 },
      );
      const { parameters, optimizer } = made.state();
      expectClose(parameters, expected.weights, { relative: 1e-10 });
      expectClose(optimizer.average!, expected.average, { relative: 1e-10 });
      const kept = made.kept()!.tensors.flatMap(({ values }) => [...values]);
      expect(kept, 'the average is what is kept').to.deep.equal([...optimizer.average!]);
    });
  }

  it('evaluates and keeps the average with the running statistics of the weights, and trains on with the weights', () => {
    const { network, made } = trainer({ average: 0.9 }, [4]);
    const epochs = epochsOf(made);
    const tensors = new Map(made.kept()!.tensors.map(({ name, values }) => [name, [...values]]));
    const { parameters, buffers, optimizer } = made.state();
    expect([...parameters]).to.not.deep.equal([...optimizer.average!]);
    expect(network.buffers.flatMap(({ name }) => tensors.get(name)!)).to.deep.equal([...buffers]);
    expect(buffers.every(number => number !== 0 && number !== 1)).to.equal(true);

    const other = trainer({}, [4]).network;
    for (const { name, view } of [...other.parameters, ...other.buffers]) view.set(tensors.get(name)!);
    const logits = other.forward(Float64Array.from(features.flat()), ROWS, 'eval');
    const totals = new Float64Array(3);
    const targets = Int32Array.from(labels);
    reference.losses.softmaxCrossEntropy(totals, null, logits, targets, null, Float64Array.of(0), ROWS, CLASSES);
    expect(totals[0]! / ROWS).to.be.closeTo(epochs.at(-1)!.validationLoss!, 1e-12);

    const without = trainer({ average: 0 }, [4]);
    const weightsAlone = epochsOf(without.made);
    const trainLosses = (of: EpochEvent[]) => of.map(epoch => epoch.trainLoss);
    expect(trainLosses(epochs), 'the weights take the same steps').to.deep.equal(trainLosses(weightsAlone));
    expect([...without.made.state().parameters]).to.deep.equal([...parameters]);
    expect(without.made.state().optimizer).to.not.have.property('average');
    const validation = (of: EpochEvent[]) => of.map(epoch => epoch.validationLoss);
    expect(validation(epochs)[0], 'the average starts as the initial weights').to.equal(validation(weightsAlone)[0]);
    expect(validation(epochs).slice(1)).to.not.deep.equal(validation(weightsAlone).slice(1));
  });
});

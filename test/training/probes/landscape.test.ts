import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { heap } from '../../../src/kernels/reference/heap-memory.ts';
import { reference } from '../../../src/kernels/reference/reference.ts';
import { LossTotals } from '../../../src/network/loss/totals.ts';
import { Network } from '../../../src/network/network.ts';
import type { GivenSettings } from '../../../src/settings/config.ts';
import { expectClose } from '../../support/close.ts';
import { trainingConfig } from '../../support/configs.ts';
import { everyStep, gradientsIn, landscapesIn, makeTrainer, probe, probesIn } from '../../support/probed.ts';

const ROWS = 12;
const BATCH = 6;
const WIDTHS = [3, 5, 4, 2];
const random = Random.stream(1, 'gradcheck');
const x = Float64Array.from({ length: ROWS * WIDTHS[0]! }, () => random.normal());
const labels = Int32Array.from({ length: ROWS }, (_, n) => (n * n) % 2);
const numbers = Float64Array.from({ length: ROWS }, () => random.normal());
const rowWeights = Float64Array.from({ length: ROWS }, (_, n) => 0.5 + (n % 3));

interface Case {
  readonly settings: GivenSettings;
  readonly task?: 'classification' | 'regression';
  readonly weighted?: boolean;
}

const widthsOf = (task: Case['task']) => (task === 'regression' ? [...WIDTHS.slice(0, -1), 1] : WIDTHS);

/** Two steps, with probes at both. */
function run({ settings, task = 'classification', weighted = false }: Case) {
  const config = trainingConfig({ layers: WIDTHS.slice(1, -1), batchSize: BATCH, epochs: 1, lr: 0.1, ...settings });
  const train = {
    x,
    targets: task === 'regression' ? numbers : labels,
    weights: weighted ? rowWeights : null,
    rows: ROWS,
  };
  const start = (network: Network) => network.initialize('xavier', 1, Random.stream(3, 'init'));
  const widths = widthsOf(task);
  const trainer = makeTrainer({ config, widths, train, start, task });
  const initial = trainer.run.network.blocks.parameters.slice();
  const { sent } = probe(trainer, [everyStep]);
  return { config, widths, task, weighted, sent: sent[0]!, start: initial };
}

/** Loss and gradient of the first batch at some parameters, computed by a network of its own. */
function lossAt({ config, widths, task, weighted }: ReturnType<typeof run>, parameters: ArrayLike<number>) {
  const { activation, norm, bnMomentum, bnEps, bnStats } = config;
  const spec = { widths, activation, norm, bnMomentum, bnEps, bnStats, capacity: BATCH };
  const network = new Network(spec, { ...reference, memory: heap }, 'float64');
  network.blocks.parameters.set(parameters);
  const totals = new LossTotals(task, reference);
  const targets = task === 'regression' ? numbers.subarray(0, BATCH) : labels.subarray(0, BATCH);
  const weights = weighted ? rowWeights.subarray(0, BATCH) : null;
  totals.add(network.doutput, network.forward(x, BATCH, 'train'), targets, weights, BATCH, widths.at(-1)!);
  network.backward(BATCH);
  return { loss: totals.batchLoss, gradient: network.blocks.gradients };
}

const length = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
const minus = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (value, i) => value - b[i]!);

const cases: Record<string, Case> = {
  'relu with momentum and weight decay': { settings: { norm: 'none', momentum: 0.9, weightDecay: 0.1 } },
  'sigmoid with batch norm': { settings: { norm: 'batch', activation: 'sigmoid' } },
  'tanh with layer norm': { settings: { norm: 'layer', activation: 'tanh' } },
  'leaky-relu with adamw': {
    settings: { norm: 'batch', activation: 'leaky-relu', optimizer: 'adamw', weightDecay: 0.1 },
  },
  'gelu with a limit on the gradient': { settings: { norm: 'none', activation: 'gelu', clipNorm: 0.01 } },
  'a regression': { settings: { norm: 'batch' }, task: 'regression' },
  'rows with weights': { settings: { norm: 'batch', average: 0.9 }, weighted: true },
};

describe('the landscape of a step', () => {
  for (const [name, given] of Object.entries(cases)) {
    it(`has the losses and gradients of the batch along its plain gradient (${name})`, () => {
      const made = run(given);
      const event = landscapesIn(made.sent)[0]!;
      const { loss, gradient } = lossAt(made, made.start);
      expectClose([event.loss!, event.gradientNorm!], [loss, length(gradient)], { what: 'loss and gradient' });
      expect(event.learningRate).to.equal(made.config.lr);
      for (const [n, multiplier] of event.multipliers.entries()) {
        const far = multiplier * made.config.lr;
        const there = lossAt(
          made,
          Array.from(made.start, (value, i) => value - far * gradient[i]!),
        );
        const change = length(minus(there.gradient, gradient));
        const dot = Array.from(gradient).reduce((sum, value, i) => sum + value * there.gradient[i]!, 0);
        const wanted = [
          there.loss,
          change,
          change / (far * length(gradient)),
          dot / (length(gradient) * length(there.gradient)),
        ];
        const found = [event.losses[n]!, event.gradientChange[n]!, event.smoothness[n]!, event.cosine[n]!];
        expectClose(found, wanted, { relative: 1e-9, what: `at ${multiplier}` });
      }
      expect(event.lossRange).to.deep.equal([
        Math.min(...(event.losses as number[])),
        Math.max(...(event.losses as number[])),
      ]);
      expect(event.effectiveSmoothness).to.equal(Math.max(...(event.smoothness as number[])));
    });
  }
});

describe('the gradients of a step', () => {
  for (const [name, given] of Object.entries(cases)) {
    it(`add up to the whole gradient, before momentum, decay and limit (${name})`, () => {
      const made = run(given);
      const { total, layers } = gradientsIn(made.sent)[0]!;
      expectClose([total!], [length(lossAt(made, made.start).gradient)], { what: 'total' });
      const parts = layers.flatMap(({ weight, bias, gamma, beta }) =>
        [weight, bias, gamma, beta].map(value => value ?? 0),
      );
      expectClose([length(parts)], [total!], { what: 'parts' });
      const hidden = layers.slice(0, -1);
      expect(hidden.every(({ bias }) => (bias === null) === (made.config.norm === 'batch'))).to.equal(true);
      expect(
        hidden.every(({ gamma, beta }) => (gamma === null && beta === null) === (made.config.norm === 'none')),
      ).to.equal(true);
    });
  }

  it('come with an update that has momentum and weight decay, and a learning rate in units of the weight', () => {
    const made = run({ settings: { norm: 'none', momentum: 0.5, weightDecay: 0.1 } });
    const { layers } = gradientsIn(made.sent)[0]!;
    // The first step has no velocity yet: lr · (gradient + decay · weight).
    const size = WIDTHS[0]! * WIDTHS[1]!;
    const [weight, gradient] = [made.start, lossAt(made, made.start).gradient].map(block => block.subarray(0, size));
    const update = length(Array.from(weight!, (value, i) => 0.1 * (gradient![i]! + 0.1 * value)));
    const { updateNorm, updateRatio, weightNorm, effectiveLr } = layers[0]!;
    const wanted = [length(weight!), update, update / length(weight!), 0.1 / length(weight!) ** 2];
    expectClose([weightNorm!, updateNorm!, updateRatio!, effectiveLr!], wanted, { relative: 1e-9 });
    const [first, second] = gradientsIn(made.sent).map(event => event.layers[0]!);
    expect(second!.updateNorm).to.be.greaterThan(0.1 * second!.weight!);
    expect(first!.updateNorm).to.be.lessThan(second!.updateNorm!);
  });
});

describe('a probe of rows', () => {
  it('has their loss by running statistics and by their own, which agree once the running ones are theirs', () => {
    const made = run({ settings: { norm: 'batch', batchSize: ROWS, epochs: 300, bnMomentum: 1, lr: 1e-12 } });
    const first = probesIn(made.sent)[0]!;
    const last = probesIn(made.sent).at(-1)!;
    expect(Math.abs(first.lossRunning! - first.lossPopulation!)).to.be.greaterThan(1e-3);
    expect(last.layers[0]!.meanDrift).to.be.closeTo(0, 1e-6);
    // Running variances are unbiased, the batch's own are not.
    expect(Math.abs(last.lossRunning! - last.lossPopulation!)).to.be.lessThan(0.05);
  });

  it('has no drift and one loss without batch norm', () => {
    for (const norm of ['none', 'layer']) {
      const event = probesIn(run({ settings: { norm } }).sent)[0]!;
      expect([
        event.lossRunning,
        ...event.layers.flatMap(({ meanDrift, varDrift }) => [meanDrift, varDrift]),
      ]).to.deep.equal([null, null, null, null, null]);
      expect(event.lossPopulation).to.be.greaterThan(0);
      expect(event.layers.every(({ affine }) => (affine === null) === (norm === 'none'))).to.equal(true);
    }
  });

  it('follows the first unit of the last hidden layer if no other is asked for', () => {
    const { layer, unit } = probesIn(run({ settings: { norm: 'batch' } }).sent)[0]!.unit!;
    expect([layer, unit]).to.deep.equal([2, 1]);
  });
});

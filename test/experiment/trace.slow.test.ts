import { join } from 'node:path';
import { expect } from 'chai';
import type { TraceEvent } from '../../src/events/events.ts';
import { chooseEngine, kernelsOf } from '../../src/kernels/engine.ts';
import { compare, type Settings, type TraceOptions, trace, train } from '../../src/library/index.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';
import { refusal } from '../support/sources.ts';

const iris = join(root, 'data/iris.csv');
const settings: Settings = { layers: [6, 5], epochs: 2, seed: 3, threads: 1 };
const allUnits = [1, 2, 3, 4, 5, 6];
/** What float32 keeps. */
const FLOAT32 = 1e-5;

function trace8(options: TraceOptions = {}, changes: Settings = {}, table = iris) {
  return trace(table, { ...settings, ...changes }, { rows: 8, units: allUnits, ...options });
}

function values({ nodes }: TraceEvent, name: string, pass = name.startsWith('d') ? 'backward' : 'forward'): number[] {
  return nodes.find(node => node.name === name && node.pass === pass)!.values.flat();
}

function expectNear(found: readonly number[], wanted: readonly number[], tolerance = FLOAT32): void {
  expect(found).to.have.lengthOf(wanted.length);
  for (const [n, value] of found.entries()) expect(value).to.be.closeTo(wanted[n]!, tolerance);
}

describe('a trace of a batch', () => {
  for (const [what, table, changes] of [
    ['classes', iris, {}],
    ['classes with weights and smoothed labels', iris, { classWeights: 'balanced', labelSmoothing: 0.1 }],
    ['numbers', join(root, 'data/concrete.csv'), { lr: 0.02, validation: 0.9, optimizer: 'adam' }],
  ] as [string, string, Settings][]) {
    it(`has the loss of the steps of compare with that batch size: ${what}`, async () => {
      const { steps, start } = await compare(table, { ...settings, ...changes, batchSize: 8, logSteps: 1 });
      const losses = new Map(steps.filter(({ arm }) => arm === 'batchnorm').map(({ step, loss }) => [step, loss]));
      // The first step, the last of the first epoch, the first of the second, and one in its midst.
      for (const step of [1, start.stepsPerEpoch, start.stepsPerEpoch + 1, start.stepsPerEpoch + 4]) {
        const { loss } = await trace8({ step }, changes, table);
        expect(loss, `step ${step}`).to.be.closeTo(losses.get(step)!, FLOAT32 * Math.max(1, loss));
      }
    });
  }

  for (const [what, changes] of [
    ['labels as they are', {}],
    ['smoothed labels', { labelSmoothing: 0.2 }],
  ] as [string, Settings][]) {
    it(`has the gradients and running statistics by which the trainer comes to its next step: ${what}`, async () => {
      const own = { ...changes, lr: 0.1 };
      const [first, second] = await Promise.all([trace8({ step: 1 }, own), trace8({ step: 2 }, own)]);
      for (const name of ['gamma', 'beta']) {
        const stepped = values(first, name).map((value, d) => value - own.lr * values(first, `d${name}`)[d]!);
        expectNear(values(second, name), stepped, 1e-6);
        expect(values(second, name)).to.not.deep.equal(values(first, name));
      }
      for (const [n, { after }] of first.running.entries()) expectNear(second.running[n]!.before, after);
    });
  }

  it('has the outputs and gradients of the kernels that train, given its x and dout', async () => {
    const event = await trace8();
    const kernels = kernelsOf(chooseEngine('auto', () => {}));
    const floats = (numbers: readonly number[] | number) => {
      const view = kernels.memory.floats(typeof numbers === 'number' ? numbers : numbers.length, 'float32');
      if (typeof numbers !== 'number') view.set(numbers);
      return view;
    };
    const { N, D, eps } = event;
    const [x, dout, gamma, beta] = ['x', 'dout', 'gamma', 'beta'].map(name => floats(values(event, name)));
    const [out, dx, sums] = [floats(N * D), floats(N * D), floats(4 * D)];
    const [mean, variance, invStd, dgamma, dbeta] = Array.from({ length: 5 }, () => floats(D));
    const statistics = [mean!, variance!, invStd!] as const;
    kernels.batchnormForward(out, ...statistics, sums, x!, gamma!, beta!, null, Float64Array.of(eps), N, D);
    const operands = [sums, dout!, out, x!, ...statistics, gamma!, beta!, null] as const;
    kernels.batchnormBackward(dx, dgamma!, dbeta!, ...operands, N, D);
    for (const [name, found] of Object.entries({ out, mean, var: variance, invStd })) {
      expectNear(Array.from(found!), values(event, name));
    }
    for (const [name, found] of Object.entries({ dx, dgamma, dbeta })) {
      expectNear(Array.from(found!), values(event, name));
      expectNear(values(event, name), values(event, name, 'closed form'), 1e-14);
    }
    expect(event.difference.dx).to.be.below(1e-14);
  });

  it('is of the layer and units that are asked for, in the order in which they are', async () => {
    const all = await trace8({ layer: 2, units: [1, 2, 3, 4, 5] });
    const some = await trace8({ layer: 2, units: '4,1-2' as never });
    expect([some.D, some.units]).to.deep.equal([5, [4, 1, 2]]);
    const picked = [3, 0, 1].map(at => values(all, 'mean')[at]);
    expect(values(some, 'mean')).to.deep.equal(picked);
    // Relu comes before the second layer, and not before the first.
    expect(values(all, 'x')).to.not.deep.equal(values(await trace8({ units: [1, 2, 3, 4, 5] }), 'x'));
    expect(some.difference).to.deep.equal(all.difference);
  });

  it('warns of settings without effect', async () => {
    const { warnings, batchSize } = await trace8({}, { batchSize: 16, ensemble: 2 });
    const [warning] = warnings.filter(each => each.includes('no effect'));
    expect(warning).to.equal('ensemble and batchSize have no effect on a trace; leave them out');
    expect(batchSize).to.equal(8);
  });

  it('says that a last batch is short', async () => {
    const event = await trace8({ rows: 32, step: 4 });
    expect([event.batchSize, event.N, event.epoch, event.trainRows]).to.deep.equal([32, 24, 1, 120]);
    expect(event.targets).to.have.lengthOf(24);
  });

  it('is the same of rows that are stored in a file', async () => {
    const stored = await trace8({ step: 3 }, { memory: 1, cache: false, shuffle: false });
    const inMemory = await trace8({ step: 3 }, { shuffle: false });
    expect(values(stored, 'dx')).to.deep.equal(values(inMemory, 'dx'));
  });

  describe('of a saved network', () => {
    const folder = temporaryFolder();
    it('has its gamma and running statistics', async () => {
      const save = join(folder.path, 'm.safetensors');
      await train(iris, { ...settings, recipe: 'plain' }, { save });
      const event = await trace8({}, { initFrom: save });
      expect(values(event, 'gamma')).to.not.include(1);
      expect(event.running[1]!.before).to.not.include(1);
    });
  });

  it('says what it does not take, and what it does', async () => {
    const refusals: [string, TraceOptions, Settings?][] = [
      ["rows: got '1', takes a whole number, 2 or more: the variance of one row is 0", { rows: 1 }],
      [`rows: got 121, and ${iris} has 120 training rows; give 120 or fewer`, { rows: 121 }],
      ['layer: got 9, and the network has 2 batch norm layers (layers: [6,5]); give 1 or 2', { layer: 9 }],
      ['units: got 6, and layer 2 has 5 units; give 1 to 5', { layer: 2 }],
      ["units: got '3-1', takes positions from 1, such as 1,4-6", { units: '3-1' as never }],
      ['step: got 31, and training has 30 steps; give 30 or fewer, or more epochs', { step: 31 }],
      ['step: got 299, and training ended early, after step', { step: 299 }, { epochs: 20, patience: 1 }],
      [
        'step: got 9, and training diverged in step',
        { step: 9 },
        { lr: 1e9, initScale: 1e9, activation: 'leaky-relu' },
      ],
      ["norm: 'layer': a trace shows batch norm; leave it out", {}, { norm: 'layer' }],
      ['layers: []: has no hidden layer to normalize; give hidden layers', {}, { layers: [] }],
    ];
    for (const [message, options, changes] of refusals) {
      expect(await refusal(trace8(options, changes))).to.contain(message);
    }
    expect(await refusal(trace8({ row: 3 } as never))).to.contain('row: is no option; the options are rows, step');
  });
});

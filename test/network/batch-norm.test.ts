import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { MemoryPlan } from '../../src/kernels/memory.ts';
import { activationNames } from '../../src/kernels/reference/activations.ts';
import { heap } from '../../src/kernels/reference/heap-memory.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { BatchNorm, type BnStats, conventions } from '../../src/network/layers/batch-norm.ts';
import type { Passes } from '../../src/network/layers/build.ts';
import type { Mode } from '../../src/network/layers/layer.ts';
import { Network } from '../../src/network/network.ts';
import { layersOf, type Norm, type NormPlan } from '../../src/network/plan.ts';
import { expectClose } from '../support/close.ts';
import { batchnormNumbers } from '../support/fixtures.ts';

const hand = batchnormNumbers.hand_computed;

describe('BatchNorm', () => {
  for (const stats of ['pytorch', 'cs231n', 'keras'] as const) {
    it(`updates the running statistics as ${stats} does`, () => {
      const layer = oneColumn(stats);
      layer.forward(Float64Array.from(hand.x), 8, 'train');
      const { mean, var: variance } = hand.one_running_update[stats];
      expectClose(layer.runningMean.view, [mean]);
      expectClose(layer.runningVar.view, [variance]);
    });
  }

  it('does not change the running statistics in eval mode', () => {
    const layer = oneColumn('pytorch');
    layer.forward(Float64Array.from(hand.x), 8, 'eval');
    expect([layer.runningMean.view[0], layer.runningVar.view[0]]).to.deep.equal([0, 1]);
  });

  it('stays finite in a network fed with equal rows', () => {
    const network = makeNetwork('batch');
    network.initialize('he', 1, Random.stream(1, 'init'));
    const outputs = network.forward(new Float64Array(8 * 3).fill(0.3), 8, 'train');
    expect(outputs.subarray(0, 16).every(Number.isFinite)).to.equal(true);
    network.doutput.fill(0.1);
    network.backward(8);
    expect(network.blocks.gradients.every(Number.isFinite)).to.equal(true);
  });
});

describe('Network', () => {
  it('has the same initial affine weights with and without batch norm', () => {
    const [plain, normalized] = [makeNetwork('none'), makeNetwork('batch')];
    for (const network of [plain, normalized]) network.initialize('he', 1, Random.stream(5, 'init'));
    expect(plain.weightHash()).to.equal(normalized.weightHash());
    expect(plain.weightHash()).to.match(/^[0-9a-f]{16}$/);
  });

  it('has no bias in front of batch norm, whose gradient would be 0', () => {
    expect(makeNetwork('batch').parameters.map(p => p.name)).to.deep.equal([
      '0.weight',
      '1.weight',
      '1.bias',
      '3.weight',
      '3.bias',
    ]);
    expect(makeNetwork('none').parameters.map(p => p.name)).to.deep.equal(['0.weight', '0.bias', '2.weight', '2.bias']);
    // The invariant behind it: a bias's gradient is the sum of dx over the rows.
    const D = 3;
    const [dx, scratch] = [new Float64Array(8 * D), new Float64Array(D)];
    const random = Random.stream(1, 'gradcheck');
    const draw = (size: number) => Float64Array.from({ length: size }, () => random.normal());
    const [x, dout, gamma] = [draw(8 * D), draw(8 * D), draw(D)];
    const [out, sums, mean, variance, invStd] = [8 * D, 4 * D, D, D, D].map(size => new Float64Array(size)) as any[];
    const eps = Float64Array.of(1e-5);
    reference.batchnormForward(out, mean, variance, invStd, sums, x, gamma, gamma, 'tanh', eps, 8, D);
    const operands = [sums, dout, out, x, mean, variance, invStd, gamma, gamma] as const;
    reference.batchnormBackward(dx, scratch, new Float64Array(D), ...operands, 'tanh', 8, D);
    reference.affineBackwardWeight(new Float64Array(D), scratch, dx, new Float64Array(8), 8, 1, D);
    expectClose(scratch, [0, 0, 0], { absolute: 1e-14 });
  });

  it('puts the weights first in its block, where weight decay acts', () => {
    const network = makeNetwork('batch');
    expect(network.blocks.decayed).to.equal(3 * 4 + 4 * 2);
    const end = network.blocks.parameters.byteOffset + 8 * network.blocks.decayed;
    for (const { view, decayed } of network.parameters) expect(view.byteOffset < end).to.equal(decayed);
  });

  it('has the same bits whether batch norm and activations have one pass over the memory or two', () => {
    for (const activation of activationNames) {
      const run = (passes: Passes) => {
        const network = new Network({ ...makeNetwork('batch').spec, activation }, reference, 'float64', passes);
        network.initialize('he', 1, Random.stream(1, 'init'));
        const random = Random.stream(2, 'gradcheck');
        const x = Float64Array.from({ length: 8 * 3 }, () => random.normal());
        const outputs = ['train', 'eval'].map(mode => network.forward(x, 8, mode as Mode).slice());
        network.forward(x, 8, 'train');
        for (let i = 0; i < 8 * 2; i++) network.doutput[i] = random.normal();
        network.backward(8);
        return { outputs, gradients: network.blocks.gradients, buffers: network.blocks.buffers };
      };
      expect(run('fused'), activation).to.deep.equal(run('separate'));
    }
  });

  it('gives a row in eval mode the same bits alone and among others', () => {
    const network = makeNetwork('batch');
    network.initialize('he', 1, Random.stream(1, 'init'));
    const random = Random.stream(2, 'gradcheck');
    const x = Float64Array.from({ length: 8 * 3 }, () => random.normal());
    const among = network.forward(x, 8, 'eval').slice(10, 12);
    expect([...network.forward(x.subarray(15, 18), 1, 'eval').subarray(0, 2)]).to.deep.equal([...among]);
  });
});

/** Batch norm of one column, as training starts. */
function oneColumn(stats: BnStats): BatchNorm {
  const shape = { widths: [1, 1, 1], activation: 'relu', norm: 'batch' } as const;
  const spec = { ...shape, bnEps: 1e-5, bnMomentum: conventions[stats].momentum, bnStats: stats, capacity: 8 };
  const memory = new MemoryPlan();
  const plan = layersOf(shape).find(({ kind }) => kind === 'norm') as NormPlan;
  const layer = new BatchNorm(plan, { spec, kernels: reference, memory, passes: 'separate' });
  memory.allocate('float64', heap);
  layer.initialize();
  return layer;
}

function makeNetwork(norm: Norm): Network {
  const spec = {
    widths: [3, 4, 2],
    activation: 'relu',
    norm,
    bnEps: 1e-5,
    bnMomentum: 0.1,
    bnStats: 'pytorch',
  } as const;
  return new Network({ ...spec, capacity: 8 }, reference, 'float64');
}

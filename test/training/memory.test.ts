import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Batches } from '../../src/data/batches.ts';
import { chooseEngine, kernelsOf } from '../../src/kernels/engine.ts';
import { Network } from '../../src/model/network.ts';
import { Random } from '../../src/random.ts';
import { makeConfig } from '../../src/training/config.ts';
import { Trainer } from '../../src/training/trainer.ts';

v8.setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('training', () => {
  it('keeps no memory from step to step', () => {
    const engine = chooseEngine('auto', message => expect.fail(message));
    const kernels = kernelsOf(engine);
    const rows = 64;
    const config = makeConfig({ epochs: 1_000_000, batchSize: 16, lr: 1e-6, layers: [8, 8], validation: 0 });
    const { activation, bnEps, bnMomentum, bnStats } = config;
    const spec = { widths: [4, 8, 8, 3], activation, bnEps, bnMomentum, bnStats, batchNorm: true, capacity: rows };
    const network = new Network(spec, kernels, 'float32');
    network.initialize('he', 1, Random.stream(1, 'init'));
    const x = kernels.memory.floats(rows * 4, 'float32');
    for (let i = 0; i < x.length; i++) x[i] = Math.sin(i);
    const train = { x, targets: kernels.memory.int32(rows), rows };
    const batches = new Batches({ rows, batchSize: 16, random: null, dropSingle: false, memory: kernels.memory });
    const run = { arm: 'batchnorm', task: 'classification', network, train, validation: null } as const;
    const steps = new Trainer({ ...run, batches, config, targetDeviation: 1 }).train();
    const go = (count: number) => {
      for (let step = 0; step < count; step++) steps.next();
      collectGarbage();
      collectGarbage();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return { heapUsed, arrayBuffers, shared: engine.memory!.buffer.byteLength };
    };
    const before = go(50_000);
    const after = go(50_000);
    expect(after.arrayBuffers).to.equal(before.arrayBuffers);
    expect(after.shared).to.equal(before.shared);
    // What an epoch leaves is its hash in the list: 10,000 epochs of some 60 bytes, and nothing for a step.
    expect(after.heapUsed - before.heapUsed).to.be.lessThan(1_500_000);
  });
});

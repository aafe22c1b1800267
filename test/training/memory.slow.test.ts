import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { makeTrainer } from '../../src/experiment/make-trainer.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import { trainingConfig } from '../support/configs.ts';

v8.setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes that a step of each arm allocates on the JavaScript heap. */
function garbage(...args: string[]): number[] {
  const program = fileURLToPath(new URL('../support/garbage.js', import.meta.url));
  const flags = [
    '--no-concurrent-recompilation',
    '--min-semi-space-size=64',
    '--max-semi-space-size=64',
    '--expose-gc',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, program, ...args], { encoding: 'utf8' });
  expect(status, stderr).to.equal(0);
  return JSON.parse(stdout).allocated;
}

describe('training', () => {
  for (const [task, optimizer] of [
    ['classification', 'sgd'],
    ['regression', 'sgd'],
    ['classification', 'adamw'],
  ] as const) {
    it(`makes no object in a step, not even a boxed number (${task}, ${optimizer})`, () => {
      // The smallest object has 16 bytes; a few hundred in a stretch of steps are those of the measuring itself.
      for (const bytes of garbage(task, optimizer)) expect(bytes).to.be.within(0, 0.5);
    });
  }

  it('is seen to make an object where one is planted', () => {
    for (const bytes of garbage('classification', 'sgd', 'planted')) expect(bytes).to.be.at.least(16);
  });

  it('does not accumulate memory from step to step', () => {
    const engine = chooseEngine('auto', message => expect.fail(message));
    const memory = memoryOf(engine);
    const rows = 64;
    const config = trainingConfig({ epochs: 1_000_000, batchSize: 16, lr: 1e-6, layers: [8, 8], validation: 0 });
    const x = memory.floats(rows * 4, 'float32');
    for (let i = 0; i < x.length; i++) x[i] = Math.sin(i);
    const train = { x, targets: memory.int32(rows), weights: null, rows };
    const what = { arm: 'batchnorm', task: 'classification', widths: [4, 8, 8, 3], train, validation: null } as const;
    const control = new Int32Array(1);
    const trainer = makeTrainer({ ...what, config, targetDeviation: 1, minBatch: 1, engine, control });
    const go = (count: number) => {
      for (let step = 0; step < count; step++) trainer.advance();
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

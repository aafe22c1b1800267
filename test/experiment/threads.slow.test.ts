import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import type { ArmTask } from '../../src/experiment/arm.ts';
import { MAX_BACKLOG } from '../../src/experiment/backlog.ts';
import { plainTask } from '../../src/experiment/step-cost.ts';
import { ArmThreads, type ThreadListeners } from '../../src/experiment/threads.ts';
import { chooseEngine, kernelsOf, memoryOf, withHelpers } from '../../src/kernels/engine.ts';
import type { Kernels } from '../../src/kernels/kernels.ts';
import type { Memory } from '../../src/kernels/memory.ts';
import { events, only, withoutTimes } from '../support/bntrain.ts';
import { trainingConfig } from '../support/configs.ts';

describe('threads', () => {
  const large = ['data/digits8x8.csv', '-t', 'label', '-e', '2'];
  const numbers = (args: string[]) =>
    withoutTimes(events(args)).filter((event: any) => ['epoch', 'result', 'comparison'].includes(event.event));

  it('give the same bits, in any number', () => {
    // Tiles that are divided by columns, and by rows together with the gathering of a batch.
    for (const network of [
      ['-l', '256,256', '-b', '256'],
      ['-l', '100,300', '-b', '512'],
    ]) {
      const args = [...large, ...network];
      const one = numbers([...args, '--threads', '1']);
      for (const threads of ['2', '3', '4', '5']) {
        expect(numbers([...args, '--threads', threads]), `${network} on ${threads} threads`).to.deep.equal(one);
      }
    }
  });

  it('give the same events in the same order with the reference too', () => {
    const args = ['data/iris.csv', '-l', '8', '-e', '3', '--engine', 'reference'];
    expect(numbers([...args, '--threads', '1'])).to.deep.equal(numbers([...args, '--threads', '2']));
  });

  it('are counted in the start event, which also names the engine', () => {
    const [start] = only(events(['data/iris.csv', '-e', '1', '--threads', '3', '--engine', 'plain']), 'start');
    expect(start).to.include({ threads: 3, engine: 'plain', stepsPerEpoch: 2 });
  });

  /** One arm on four rows of two features. */
  function task() {
    const engine = chooseEngine('auto', message => expect.fail(message));
    const memory = memoryOf(engine);
    const train = { x: memory.floats(8, 'float32'), targets: memory.int32(4), weights: null, rows: 4 };
    const config = trainingConfig({ epochs: 2, batchSize: 2, layers: [3], norm: 'none' });
    const control = new Int32Array(new SharedArrayBuffer(4));
    const common = {
      task: 'classification',
      widths: [2, 3, 2],
      validation: null,
      targetDeviation: 1,
      minBatch: 1,
    } as const;
    return { ...common, arm: 'baseline' as const, config, train, engine, control };
  }
  const listeners = (told: TrainingEvent[] = []) => ({
    event: (event: TrainingEvent) => void told.push(event),
    progress() {},
    drained: () => null,
  });

  async function runInThreads(tasks: readonly ArmTask[], threads: number, told: ThreadListeners) {
    const armThreads = new ArmThreads();
    try {
      return await armThreads.run(tasks, threads, told);
    } finally {
      await armThreads.end();
    }
  }

  it('return the result, and every event on the way', async () => {
    const told: TrainingEvent[] = [];
    const [outcome] = await runInThreads([task()], 1, listeners(told));
    expect(outcome!.result).to.include({ arm: 'baseline', epochs: 2, steps: 4, diverged: false });
    expect(told.map(({ event }) => event)).to.deep.equal(['epoch', 'epoch', 'epoch']);
  });

  it('that have rehearsed give the same events as others', async () => {
    const [first, second]: TrainingEvent[][] = [[], []];
    await runInThreads([task()], 1, listeners(first));
    const armThreads = new ArmThreads();
    try {
      armThreads.prepare(1, 1, false, [plainTask({ ...task(), widths: [10, 3, 3] })]);
      await armThreads.run([task()], 1, listeners(second));
    } finally {
      await armThreads.end();
    }
    expect(withoutTimes(second!)).to.deep.equal(withoutTimes(first!));
  });

  it('end although they rehearse', async () => {
    const armThreads = new ArmThreads();
    armThreads.prepare(1, 1, false, [plainTask(task())]);
    await armThreads.end();
  });

  it('that help take a share of a kernel, and do not change its bits', async () => {
    const engine = chooseEngine('auto', message => expect.fail(message));
    const memory = memoryOf(engine);
    for (const helpers of [1, 2, 3]) {
      const team = withHelpers(engine, helpers);
      try {
        const { control } = team.engine.team!;
        for (const ready = 3; Atomics.load(control, ready) < helpers; ) await new Promise(done => setTimeout(done, 5));
        for (const [N, D, M] of [
          [100, 129, 33],
          [60, 784, 17],
          [300, 1003, 1],
          [64, 100, 100],
        ] as const) {
          const alone = products(kernelsOf(engine), memory, N, D, M, 1);
          const before = Atomics.load(control, 0);
          expect(products(kernelsOf(team.engine), memory, N, D, M, 1000), `${N} x ${D} x ${M}`).to.deep.equal(alone);
          // The first window is the leader's own, and then the team gets its chance.
          expect(Atomics.load(control, 0) - before).to.be.greaterThan(0);
        }
      } finally {
        await Promise.all(team.threads.map(thread => thread.terminate()));
      }
    }
  });

  it('wait when what they send is not taken, and still end when they are asked to', async () => {
    const config = trainingConfig({ epochs: 10_000, batchSize: 2, layers: [3], norm: 'none' });
    const slow = { ...task(), config };
    const ended = runInThreads([slow], 1, { ...listeners(), drained: () => new Promise(() => {}) });
    // Time enough to train all epochs; less would only make a test that cannot fail.
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 500))]);
    Atomics.store(slow.control, 0, 1);
    const [outcome] = await ended;
    expect(outcome!.result!.interrupted).to.equal(true);
    expect(outcome!.result!.epochs).to.be.at.most(MAX_BACKLOG + 1);
  });

  it('that fail make an error, and do not hang', async () => {
    const broken = { ...task(), widths: [2, Number.NaN, 2] };
    for (const threads of [1, 2]) {
      const error = await runInThreads([broken], threads, listeners()).then(
        () => null,
        (reason: Error) => reason,
      );
      expect(error).to.be.instanceOf(Error);
    }
  });
});

/** The three products of an affine layer, done some times over, on numbers that are always the same. */
function products(kernels: Kernels, memory: Memory, N: number, D: number, M: number, times: number): number[] {
  const filled = (size: number, seed: number) => {
    const view = memory.floats(size, 'float32');
    for (let i = 0; i < size; i++) view[i] = (((i + seed) * 7919) % 2003) / 1001 - 1;
    return view;
  };
  const [x, weight, dout] = [filled(N * D, 1), filled(D * M, 2), filled(N * M, 3)];
  const [out, dx, dweight] = [filled(N * M, 4), filled(N * D, 5), filled(D * M, 6)];
  kernels.planAffine(N, D, M);
  for (let time = 0; time < times; time++) {
    kernels.affineForward(out, x, weight, null, N, D, M);
    kernels.affineBackwardInput(dx, dout, weight, N, D, M);
    kernels.affineBackwardWeight(dweight, null, dout, x, N, D, M);
  }
  return [...out, ...dx, ...dweight];
}

import { expect } from 'chai';
import type { EpochEvent } from '../../src/events/events.ts';
import { makeTrainer } from '../../src/experiment/make-trainer.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import type { PredictionRange } from '../../src/network/prediction-range.ts';
import type { Task } from '../../src/network/tasks.ts';
import { trainingConfig } from '../support/configs.ts';

/** Epoch 0 of a network that is always the same, on rows begin <= n < end of a table that is always the same. */
function epochZero(
  task: Task,
  train: [number, number],
  validation: [number, number] | null,
  outputRange: PredictionRange | null = null,
): EpochEvent {
  const engine = chooseEngine('plain', message => expect.fail(message));
  const memory = memoryOf(engine);
  const rowsOf = ([begin, end]: [number, number]) => {
    const rows = end - begin;
    const x = memory.floats(2 * rows, 'float32');
    const targets = task === 'classification' ? memory.int32(rows) : memory.floats(rows, 'float32');
    for (let n = 0; n < rows; n++) {
      x.set([Math.sin(begin + n), Math.cos(2 * (begin + n))], 2 * n);
      targets[n] = ((begin + n) ** 2 % 7) % 3;
    }
    return { x, targets, weights: null, rows };
  };
  const trainer = makeTrainer({
    arm: 'baseline',
    config: trainingConfig({ epochs: 1, layers: [5] }),
    task,
    widths: [2, 5, task === 'classification' ? 3 : 1],
    train: rowsOf(train),
    validation: validation === null ? null : rowsOf(validation),
    targetDeviation: 1,
    outputRange,
    minBatch: 1,
    engine,
    control: new Int32Array(1),
  });
  const event = trainer.advance();
  return event?.event === 'epoch' ? event : expect.fail('epoch 0 comes first');
}

/** The events of a training run of 3 epochs of 5 steps, or one that ends before, and its result. */
function trained(given: Parameters<typeof trainingConfig>[0], endAfter?: number) {
  const engine = chooseEngine('plain', message => expect.fail(message));
  const memory = memoryOf(engine);
  const rowsOf = (begin: number, rows: number) => {
    const [x, targets] = [memory.floats(2 * rows, 'float32'), memory.int32(rows)];
    for (let n = 0; n < rows; n++) {
      x.set([Math.sin(begin + n), Math.cos(2 * (begin + n))], 2 * n);
      targets[n] = Math.sin(begin + n) > 0 ? 1 : 0;
    }
    return { x, targets, weights: null, rows };
  };
  const trainer = makeTrainer({
    arm: 'batchnorm',
    config: trainingConfig({ epochs: 3, layers: [5], batchSize: 8, lr: 0.5, ...given }),
    task: 'classification',
    widths: [2, 5, 2],
    train: rowsOf(0, 40),
    validation: rowsOf(40, 21),
    targetDeviation: 1,
    minBatch: 1,
    engine,
    keep: 'best',
    ...(endAfter === undefined ? {} : { endAfter }),
    control: new Int32Array(1),
  });
  const events = [];
  while (!trainer.finished) events.push({ ...trainer.advance(100)!, seconds: 0 });
  return { events: events.filter(event => 'event' in event), result: trainer.result(), kept: trainer.kept()! };
}

describe('validation within epochs', () => {
  it('comes after every n steps and at the ends of epochs, and changes nothing that training computes', () => {
    const [without, { events }] = [trained({}), trained({ validateEvery: 2 })];
    const at = events.map(each =>
      each.event === 'epoch' || each.event === 'validation' ? [each.event, each.step] : [],
    );
    expect(at).to.deep.equal([
      ...[
        ['epoch', 0],
        ['validation', 2],
        ['validation', 4],
        ['epoch', 5],
      ],
      ...[
        ['validation', 6],
        ['validation', 8],
        ['epoch', 10],
      ],
      ...[
        ['validation', 12],
        ['validation', 14],
        ['epoch', 15],
      ],
    ]);
    expect(events.filter(({ event }) => event === 'epoch')).to.deep.equal(without.events);
  });

  it('can be the best, whose network is kept; without it the best is the end of an epoch', () => {
    const { events, result, kept } = trained({ validateEvery: 1 });
    const losses = events.flatMap(each => ('validationLoss' in each ? [each.validationLoss!] : []));
    expect(result.best!.validationLoss).to.equal(Math.min(...losses));
    expect(kept.step).to.equal(result.best!.step);
    expect(result.best!.step % 5, 'within an epoch').to.not.equal(0);
    expect(result.best!.epoch).to.equal(Math.ceil(result.best!.step / 5));
    expect(trained({}).result.best!.step % 5).to.equal(0);
  });
});

describe('training that ends after an epoch', () => {
  it('takes the steps of the whole training until then, with its schedule', () => {
    const given = { schedule: 'cosine', logSteps: 1, average: 0.9 } as const;
    const [whole, ended] = [trained(given), trained(given, 2)];
    expect(ended.events).to.deep.equal(whole.events.filter(each => !('epoch' in each) || each.epoch <= 2));
    expect(ended.result).to.deep.include({ epochs: 2, steps: 10, interrupted: false, stoppedEarly: false });
  });
});

describe('training towards smoothed labels', () => {
  it('shows losses without smoothing: those of the first step are the same, and later ones are not', () => {
    const losses = (labelSmoothing: number | null) =>
      trained({ labelSmoothing, logSteps: 1 }).events.flatMap(each => (each.event === 'step' ? [each.loss] : []));
    const [plain, smoothed] = [losses(null), losses(0.3)];
    expect(smoothed).to.have.length(15);
    expect(smoothed[0]).to.equal(plain[0]);
    expect(smoothed.slice(1).every((loss, index) => loss !== plain[index + 1])).to.equal(true);
    expect(losses(0)).to.deep.equal(plain);
  });
});

describe('epoch 0 of training', () => {
  it('has the validation loss and score of predictions that are cut, and the training loss of those that are not', () => {
    const [all, cut] = [null, { min: 1, max: 1 }].map(range => epochZero('regression', [0, 9], [9, 30], range));
    const targets = Array.from({ length: 21 }, (_, n) => ((9 + n) ** 2 % 7) % 3);
    const [sum, squares] = [targets.reduce((a, b) => a + b), targets.reduce((a, b) => a + (b - 1) ** 2, 0)];
    const spread = targets.reduce((a, b) => a + (b - sum / 21) ** 2, 0);
    expect(cut!.validationLoss).to.be.closeTo(squares / 21, 1e-12);
    expect(cut!.validationScore).to.be.closeTo(1 - squares / spread, 1e-12);
    expect(cut!.validationLoss).to.not.equal(all!.validationLoss);
    expect([cut!.trainLoss, cut!.trainScore]).to.deep.equal([all!.trainLoss, all!.trainScore]);
    const wide = epochZero('regression', [0, 9], [9, 30], { min: -1e9, max: 1e9 });
    expect(wide).to.deep.equal(all);
  });

  for (const task of ['classification', 'regression'] as const) {
    it(`has the loss and score of the training rows beside those of the validation rows (${task})`, () => {
      const one = epochZero(task, [0, 9], [9, 30]);
      const other = epochZero(task, [9, 30], [0, 9]);
      expect(one).to.include({ epoch: 0, step: 0 });
      expect([one.trainLoss, one.trainScore]).to.deep.equal([other.validationLoss, other.validationScore]);
      expect([one.validationLoss, one.validationScore]).to.deep.equal([other.trainLoss, other.trainScore]);
      expect(one.trainLoss).to.not.equal(one.validationLoss);
      const alone = epochZero(task, [0, 9], null);
      expect(alone).to.include({ trainLoss: one.trainLoss, validationLoss: null, validationScore: null });
    });
  }
});

import { expect } from 'chai';
import type { EpochEvent } from '../../src/events/events.ts';
import { makeTrainer } from '../../src/experiment/arm.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import type { Task } from '../../src/network/tasks.ts';
import { makeConfig } from '../../src/settings/config.ts';

/** Epoch 0 of a network that is always the same, on rows begin <= n < end of a table that is always the same. */
function epochZero(task: Task, train: [number, number], validation: [number, number] | null): EpochEvent {
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
    config: makeConfig({ epochs: 1, layers: [5] }),
    task,
    widths: [2, 5, task === 'classification' ? 3 : 1],
    train: rowsOf(train),
    validation: validation === null ? null : rowsOf(validation),
    targetDeviation: 1,
    dropSingle: false,
    engine,
    control: new Int32Array(1),
  });
  const event = trainer.advance();
  return event?.event === 'epoch' ? event : expect.fail('epoch 0 comes first');
}

describe('epoch 0 of training', () => {
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

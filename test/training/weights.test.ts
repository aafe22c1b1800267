import { expect } from 'chai';
import type { EpochEvent } from '../../src/events/events.ts';
import { makeTrainer } from '../../src/experiment/make-trainer.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import type { Task } from '../../src/network/tasks.ts';
import { expectClose } from '../support/close.ts';
import { trainingConfig } from '../support/configs.ts';

/** Trains on some of six rows, all in one batch, validates with the same, and returns the epochs. */
function train(task: Task, picked: number[], weights: number[] | null): EpochEvent[] {
  const engine = chooseEngine('plain', message => expect.fail(message));
  const memory = memoryOf(engine);
  const rows = picked.length;
  const x = memory.floats(2 * rows, 'float32');
  const targets = task === 'classification' ? memory.int32(rows) : memory.floats(rows, 'float32');
  picked.forEach((row, n) => {
    x.set([Math.sin(row), Math.cos(2 * row)], 2 * n);
    targets[n] = row % 3;
  });
  const ofRows = weights === null ? null : memory.floats(rows, 'float32');
  ofRows?.set(weights!);
  const dataset = { x, targets, weights: ofRows, rows };
  const trainer = makeTrainer({
    arm: 'baseline',
    config: trainingConfig({ epochs: 5, batchSize: 64, layers: [5], shuffle: false, norm: 'none' }),
    task,
    widths: [2, 5, task === 'classification' ? 3 : 1],
    train: dataset,
    validation: dataset,
    targetDeviation: 1,
    minBatch: 1,
    engine,
    control: new Int32Array(1),
  });
  const epochs: EpochEvent[] = [];
  while (!trainer.finished) {
    const event = trainer.advance();
    if (event?.event === 'epoch') epochs.push(event);
  }
  return epochs;
}

describe('rows with weights', () => {
  for (const task of ['classification', 'regression'] as const) {
    it(`count in training as often as their weight says, and not at all with 0 (${task})`, () => {
      const weighted = train(task, [0, 1, 2, 3, 4, 5], [1, 3, 0, 2, 1, 1]);
      const repeated = train(task, [0, 1, 1, 1, 3, 3, 4, 5], null);
      const unweighted = train(task, [0, 1, 2, 3, 4, 5], null);
      const losses = (epochs: EpochEvent[]) => epochs.flatMap(epoch => [epoch.trainLoss, epoch.validationLoss!]);
      expectClose(losses(weighted), losses(repeated), { relative: 1e-5 });
      expect(losses(weighted)).to.not.deep.equal(losses(unweighted));
      // Scores are of the rows as they are: before training the networks are the same.
      expect(weighted[0]!.validationScore).to.equal(unweighted[0]!.validationScore);
    });
  }
});

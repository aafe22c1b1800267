import { expect } from 'chai';
import type { Arm, EpochEvent, ResultEvent } from '../../src/events/events.ts';
import {
  type ArmRecord,
  type ComparisonOptions,
  compareArms as compareAgain,
} from '../../src/experiment/comparison.ts';
import { retryOf } from '../../src/experiment/retry.ts';

const level = { task: 'classification', guessLoss: 6, rows: 100 } as const;
const retry = { rate: 0.1, settings: { lr: 0.02, clipNorm: 5 } };
const compare = (first: ArmRecord, other: ArmRecord, options: Omit<ComparisonOptions, 'retry'>) =>
  compareAgain(first, other, { retry, ...options });
const compareArms = (baseline: ArmRecord, batchnorm: ArmRecord) =>
  compare(baseline, batchnorm, { sameNetwork: false, stepCost: 'no-thread', ...level });

/** An arm with a hundred steps an epoch, from its losses by epoch; the first is before training. */
function arm(name: Arm, losses: number[], secondsPerEpoch: number, diverged = false): ArmRecord {
  const epochs = losses.map((validationLoss, epoch): EpochEvent => {
    const common = { event: 'epoch', arm: name, seed: 1, trainScore: 0, validationScore: 0 } as const;
    return { ...common, epoch, step: 100 * epoch, trainLoss: 9, validationLoss, seconds: secondsPerEpoch * epoch };
  });
  const last = epochs.at(-1)!;
  const result = { arm: name, steps: last.step, seconds: last.seconds, diverged, seed: 1 } as ResultEvent;
  return { points: epochs, looks: epochs.length - 1, result };
}

describe('compareArms', () => {
  it("says in how many steps and seconds batch norm reached the baseline's best loss", () => {
    const comparison = compareArms(arm('baseline', [3, 2, 1, 0.5], 1), arm('batchnorm', [3, 0.5, 0.4, 0.3], 1.5));
    expect(comparison.stepCostRatio).to.be.closeTo(1.5, 1e-12);
    expect(comparison).to.deep.include({
      measure: 'validationLoss',
      reference: 'baseline',
      reachedBy: 'batchnorm',
      loss: 0.5,
      referenceAt: { epoch: 3, step: 300, seconds: 3 },
      reachedAt: { epoch: 1, step: 100, seconds: 1.5 },
      stepsRatio: 3,
      secondsRatio: 2,
      bestLoss: { baseline: 0.5, batchnorm: 0.3 },
    });
    expect(comparison.sentence).to.equal(
      "Batch norm reached the baseline's best validation loss (0.5000) in epoch 1, 100 steps and 1.50 s, against " +
        'epoch 3, 300 steps and 3.00 s of the baseline: 3.0× fewer steps, 2.0× faster. A step with batch norm took 50% longer ' +
        'over the whole runs, without an interval: no thread could measure it. ' +
        'Both arms were still improving at the end: more epochs may change this.',
    );
  });

  it('takes the point within an epoch at which the loss was reached, and counts the losses that were looked at', () => {
    const finer = (record: ArmRecord, ...losses: [step: number, loss: number][]): ArmRecord => {
      const at = { event: 'validation', arm: record.result.arm, seed: 1, validationScore: 0 } as const;
      const within = losses.map(([step, validationLoss]) => {
        return { ...at, epoch: Math.ceil(step / 100), step, validationLoss, seconds: step / 100 };
      });
      const points = [...record.points, ...within].sort((a, b) => a.step - b.step);
      return { ...record, points, looks: points.length - 1 };
    };
    const baseline = finer(arm('baseline', [3, 2, 1], 1), [50, 2.5], [170, 0.5]);
    const batchnorm = finer(arm('batchnorm', [3, 1, 0.4], 1), [120, 0.5]);
    const comparison = compareArms(baseline, batchnorm);
    expect(comparison).to.deep.include({
      loss: 0.5,
      referenceAt: { epoch: 2, step: 170, seconds: 1.7 },
      reachedAt: { epoch: 2, step: 120, seconds: 1.2 },
    });
    expect(comparison.sentence).to.contain('in epoch 2, 120 steps and 1.20 s, against epoch 2, 170 steps');
    // Of a hundred rows, a loss that is 0.035 lower than guessing is luck if it is the best of many.
    const learned = (record: ArmRecord) => compareArms(record, arm('batchnorm', [7, 5.9], 1)).reference === 'baseline';
    const little = arm('baseline', [7, 5.965], 1);
    expect(learned(little)).to.equal(true);
    expect(learned({ ...little, looks: 10 })).to.equal(false);
  });

  it('does not hide that fewer steps took more time', () => {
    const { sentence } = compareArms(arm('baseline', [3, 2, 1], 1), arm('batchnorm', [3, 1, 0.9], 3));
    expect(sentence).to.contain(
      '2.0× fewer steps, 50% more time. A step with batch norm took 200% longer over the whole runs',
    );
  });

  it('says how many times the steps and the time from twice as much on, and percent below', () => {
    const { sentence } = compareArms(arm('baseline', [3, 2, 1], 1), arm('batchnorm', [3, 2, 2, 2, 2, 0.9], 1.1));
    expect(sentence).to.contain('2.5× as many steps, 2.8× the time. A step with batch norm took 10% longer over');
    const { sentence: little } = compareArms(arm('baseline', [3, 1], 1), arm('batchnorm', [3, 1], 1.08));
    expect(little).to.contain('no difference in steps, 8% more time.');
  });

  it('compares arms of any names, the first with the other', () => {
    const comparison = compareArms(arm('batchnorm', [3, 2, 1], 1), arm('slow', [3, 1, 0.5], 2));
    expect(comparison.bestLoss).to.deep.equal({ batchnorm: 1, slow: 0.5 });
    expect(comparison.sentence).to.equal(
      "Slow reached batch norm's best validation loss (1.000) in epoch 1, 100 steps and 2.00 s, against epoch 2, 200 steps " +
        'and 2.00 s of batch norm: 2.0× fewer steps, about the same time. A step with slow took 100% longer than with batch ' +
        'norm over the whole runs, without an interval: no thread could measure it. Both arms were still improving at the end: more epochs may change this.',
    );
  });

  it("says the reverse when batch norm never reached the baseline's best", () => {
    const comparison = compareArms(arm('baseline', [3, 1, 0.5, 0.4], 1), arm('batchnorm', [3, 2, 1, 0.6], 1));
    expect(comparison).to.deep.include({ reference: 'batchnorm', reachedBy: 'baseline', loss: 0.6 });
    expect(comparison.reachedAt).to.deep.equal({ epoch: 2, step: 200, seconds: 2 });
    expect(comparison.sentence).to.match(
      /^The baseline reached batch norm's best validation loss \(0\.6000\) in epoch 2, 200 steps/,
    );
  });

  it('reports no difference when there is none', () => {
    const { sentence } = compareArms(arm('baseline', [3, 1], 1), arm('batchnorm', [3, 1], 1));
    expect(sentence).to.contain(
      'no difference in steps, about the same time. A step with batch norm took as long as without over the whole runs',
    );
  });

  it('describes each arm when one was at its best before training', () => {
    const comparison = compareArms(arm('baseline', [1, 2], 1, true), arm('batchnorm', [3, 0.5], 1));
    expect(comparison).to.deep.include({ reference: null, reachedBy: null, bestLoss: { baseline: 1, batchnorm: 0.5 } });
    expect(comparison.sentence).to.equal(
      'The baseline diverged at step 100 and never got below the validation loss it had before training (1.000); ' +
        'batch norm came down to a validation loss of 0.5000 in 100 steps. A learning rate of 0.1 may be too high for the ' +
        'baseline, so this does not show that batch norm is better. To compare them again: ⟪lr=0.02⟫ ⟪clipNorm=5⟫.',
    );
  });

  it('says when neither arm improved', () => {
    const { sentence } = compareArms(arm('baseline', [1, 2], 1), arm('batchnorm', [1.5, 3], 1));
    expect(sentence).to.equal(
      'The baseline never got below the validation loss it had before training (1.000); ' +
        'batch norm never got below the validation loss it had before training (1.500).',
    );
  });

  it('says when an arm had that loss before its first step', () => {
    const { sentence, stepsRatio } = compareArms(arm('baseline', [3, 1], 1), arm('batchnorm', [0.9, 0.5], 1));
    expect(sentence).to.contain("Batch norm was at the baseline's best validation loss (1.000) before its first step");
    expect(stepsRatio).to.equal(null);
  });

  it('compares nothing where both arms are the same network', () => {
    const pair = [arm('baseline', [3, 1], 1), arm('batchnorm', [3, 1], 2)] as const;
    expect(compare(...pair, { sameNetwork: true, stepCost: 'same-network', ...level }).sentence).to.equal(
      'Both arms are the same network, so there is nothing to compare.',
    );
  });

  it('compares no times of a handful of steps, and says why', () => {
    const pair = [arm('baseline', [3, 1], 1), arm('batchnorm', [3, 1], 2)] as const;
    const comparison = compare(...pair, { sameNetwork: false, stepCost: 'few-steps', ...level });
    expect(comparison).to.include({ stepCostUnmeasured: 'few-steps', stepCostLow: null, stepCostHigh: null });
    expect(comparison.sentence).to.contain(
      'in epoch 1, 100 steps, against epoch 1, 100 steps of the baseline: no difference in steps. Times of fewer than 30 ' +
        'steps are not compared.',
    );
  });

  it('says why times are without an interval', () => {
    const pair = [arm('baseline', [3, 1], 1), arm('batchnorm', [3, 1], 2)] as const;
    const { sentence } = compare(...pair, { sameNetwork: false, stepCost: 'large-network', ...level });
    expect(sentence).to.contain(
      'A step with batch norm took 100% longer over the whole runs, without an interval: the network or its batches are too ' +
        'large to repeat enough steps.',
    );
  });

  it('tells no win over an arm that diverged: it names the rate as a reason, and settings to compare again with', () => {
    const diverged = arm('baseline', [3, 2, Number.NaN], 1, true);
    for (const comparison of [
      compareArms(diverged, arm('batchnorm', [3, 2.5, 1], 1)),
      compareArms(diverged, arm('batchnorm', [3, 2.5, 2.2], 1)),
    ]) {
      expect(comparison).to.deep.include({ reference: null, reachedBy: null, loss: null, stepsRatio: null });
      expect(comparison.retry).to.deep.equal({ lr: 0.02, clipNorm: 5 });
      expect(comparison.sentence).to.match(
        /^The baseline diverged at step 200, after a validation loss of 2\.000 in 100 steps; batch norm came down to /,
      );
      expect(comparison.sentence).to.match(
        / A learning rate of 0\.1 may be too high for the baseline, so this does not show that batch norm is better\. To compare them again: ⟪lr=0\.02⟫ ⟪clipNorm=5⟫\.$/,
      );
    }
    const both = compareArms(diverged, arm('batchnorm', [3, 2, Number.NaN], 1, true));
    expect(both.sentence).to.contain(
      ' A learning rate of 0.1 may be too high for the baseline and batch norm. To compare',
    );
    expect(compareArms(arm('baseline', [3, 1], 1), arm('batchnorm', [3, 1], 1))).to.not.have.property('retry');
  });

  it('lowers the rate to a fifth and limits the norm of the gradient to 5, except where an arm has its own', () => {
    const [shared, own] = [
      { name: 'a', overrides: {} },
      { name: 'b', overrides: { lr: 1 } },
    ];
    expect(retryOf({ lr: 0.05, clipNorm: null }, [shared])).to.deep.equal({
      rate: 0.05,
      settings: { lr: 0.01, clipNorm: 5 },
    });
    expect(retryOf({ lr: 0.3, clipNorm: 1 }, [shared]).settings).to.deep.equal({ lr: 0.06 });
    expect(retryOf({ lr: 0.3, clipNorm: 9 }, [shared]).settings).to.deep.equal({ lr: 0.06, clipNorm: 5 });
    expect(retryOf({ lr: 0.3, clipNorm: null }, [shared, own])).to.deep.equal({
      rate: null,
      settings: { clipNorm: 5 },
    });
  });

  it('tells times only where the interval of the cost of a step does, and shows no seconds of another measure', () => {
    const [first, other] = [arm('baseline', [3, 2, 1], 1), arm('batchnorm', [3, 1, 1], 9)];
    const sentenceOf = (low: number, ratio: number, high: number) =>
      compare(first, other, { sameNetwork: false, stepCost: { low, ratio, high }, ...level }).sentence;
    expect(sentenceOf(0.9, 1, 1.1)).to.contain(
      'in epoch 1, 100 steps, against epoch 2, 200 steps of the baseline: 2.0× fewer steps, 2.0× faster at the measured cost ' +
        'of a step (1.8× to 2.2×). The times of a step',
    );
    expect(sentenceOf(0.9, 1, 1.1)).to.contain('cannot be told apart on one thread (-10% to +10%).');
    expect(sentenceOf(1.1, 1.2, 1.3)).to.contain(
      '1.7× faster at the measured cost of a step (1.5× to 1.8×). A step with batch norm took 20% longer on one thread (+10% ' +
        'to +30%).',
    );
    expect(sentenceOf(2.5, 3, 3.5)).to.contain('50% more time at the measured cost of a step (+25% to +75%).');
    expect(sentenceOf(5, 6, 7)).to.contain('3.0× the time at the measured cost of a step (2.5× to 3.5×).');
    expect(sentenceOf(1.8, 1.9, 2.1)).to.contain('2.0× fewer steps, times that cannot be told apart.');
  });

  it('says when both arms were still improving at the end, and not of one that was ended', () => {
    const falling = (name: Arm, from = 1) =>
      arm(
        name,
        Array.from({ length: 11 }, (_, epoch) => from * 0.8 ** epoch),
        1,
      );
    const still = 'Both arms were still improving at the end: more epochs may change this.';
    expect(compareArms(falling('baseline'), falling('batchnorm', 2)).sentence).to.contain(still);
    const flat = arm('batchnorm', [3, 0.5, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.399], 1);
    expect(compareArms(falling('baseline'), flat).sentence).to.not.contain(still);
    const ended = falling('batchnorm', 2);
    const interrupted = { ...ended, result: { ...ended.result, interrupted: true } };
    expect(compareArms(falling('baseline'), interrupted).sentence).to.not.contain(still);
  });

  it('runs no race to a loss that is no better than guessing', () => {
    const guessing = {
      sameNetwork: false,
      stepCost: 'no-thread',
      task: 'classification',
      guessLoss: 0.69,
      rows: 80,
    } as const;
    const [first, other] = [arm('baseline', [3, 0.71, 0.72], 1), arm('batchnorm', [3, 0.8, 0.7], 1)];
    const comparison = compare(first, other, guessing);
    expect(comparison).to.deep.include({ reference: null, stepsRatio: null, guessLoss: 0.69 });
    expect(comparison.sentence).to.equal(
      'Nothing was learned: the best validation loss (0.7100 of the baseline and 0.7000 of batch norm) is no better than ' +
        'guessing (0.6900).',
    );
    const { sentence } = compare(first, arm('batchnorm', [3, 0.69, 0.3], 1), guessing);
    expect(sentence).to.equal(
      'The baseline learned nothing: its best validation loss (0.7100) is no better than guessing (0.6900); ' +
        'batch norm came down to a validation loss of 0.3000 in 200 steps.',
    );
  });

  it('does not believe a loss that luck may have made, with few rows or many epochs', () => {
    const sentenceOf = (epochs: number, rows: number) => {
      const losses = [0.7, ...Array.from({ length: epochs }, () => 0.64)];
      const pair = [arm('baseline', losses, 1), arm('batchnorm', losses, 1)] as const;
      return compare(...pair, {
        sameNetwork: false,
        stepCost: 'no-thread',
        task: 'classification',
        guessLoss: 0.69,
        rows,
      }).sentence;
    };
    // 100 rows of 0.05 nats are 5, which 1 epoch needs 3 of and 20 epochs 6.
    expect(sentenceOf(20, 100)).to.contain(
      'is so little better than guessing (0.6900) that it may be luck with 100 rows',
    );
    expect(sentenceOf(20, 200)).to.contain('in epoch 1, 100 steps');
    const mixed = [arm('baseline', [0.9, 0.68], 1), arm('batchnorm', [0.9, 0.7], 1)] as const;
    const options = { sameNetwork: false, stepCost: 'no-thread', task: 'classification', guessLoss: 0.69 } as const;
    expect(compare(...mixed, { ...options, rows: 100 }).sentence).to.equal(
      'Nothing was learned: the best validation loss (0.6800 of the baseline and 0.7000 of batch norm) is no better than ' +
        'guessing (0.6900), or so little that it may be luck with 100 rows.',
    );
    expect(sentenceOf(1, 100)).to.contain('in epoch 1, 100 steps');
  });

  it('holds the losses of numbers against guessing by their ratio', () => {
    const pair = [arm('baseline', [3, 0.9], 1), arm('batchnorm', [3, 0.8], 1)] as const;
    const sentenceOf = (rows: number) =>
      compare(...pair, { sameNetwork: false, stepCost: 'no-thread', task: 'regression', guessLoss: 1, rows }).sentence;
    // Half of 20 rows times ln(1 / 0.8) is 2.2, and ln(20) is 3.0.
    expect(sentenceOf(20)).to.contain('Nothing was learned');
    expect(sentenceOf(100)).to.contain('steps');
  });

  it('says that neither reached the other when both have no finite loss', () => {
    const none = [Number.NaN, Number.NaN];
    const comparison = compareArms(arm('baseline', none, 1, true), arm('batchnorm', none, 1, true));
    expect(comparison).to.deep.include({ reference: null, reachedBy: null, loss: null });
    expect(comparison.sentence).to.contain(
      'The baseline diverged at step 100 and had no finite validation loss; batch norm',
    );
  });

  it('compares the training loss where there is no validation', () => {
    const trained = (name: Arm) => {
      const record = arm(name, [3, 2], 1);
      return {
        ...record,
        points: record.points.map(point => ({
          ...(point as EpochEvent),
          validationLoss: null,
          trainLoss: 5 - point.epoch,
        })),
      };
    };
    const comparison = compareArms(trained('baseline'), trained('batchnorm'));
    expect(comparison).to.deep.include({ measure: 'trainLoss', loss: 4 });
    expect(comparison.sentence).to.contain('best training loss');
  });
});

import { expect } from 'chai';
import { atOnce } from '../../../src/base/threads/event-loop.ts';
import type { SummaryEvent } from '../../../src/events/events.ts';
import { summariesOf as makeSummariesOf } from '../../../src/evidence/seeds/summaries.ts';
import { pairRecords, type RecordOptions, type Run } from '../../support/pair-records.ts';

const summariesOf = (...args: Parameters<typeof makeSummariesOf>) => atOnce(makeSummariesOf(...args));

type Runs = Readonly<Record<string, readonly Run[]>>;

function summary(measure: SummaryEvent['measure'], runs: Runs, options: RecordOptions = {}): SummaryEvent {
  const records = pairRecords(runs, options);
  return summariesOf({ records, task: 'classification' }).find(each => each.measure === measure)!;
}

/** Pairs of one epoch with these losses. */
const after = (...losses: number[]) => losses.map(loss => [9, loss]);
const six = { baseline: after(0.5, 0.5, 0.5, 0.5, 0.5, 0.5), batchnorm: after(0.4, 0.3, 0.2, 0.4, 0.3, 0.2) };

describe('the summaries of several seeds', () => {
  it('have the best loss after training began, though that before is lower', () => {
    const { arms } = summary('best.validationLoss', {
      batchnorm: [
        [0.1, 0.6, 0.4, 0.5],
        [0.1, 0.8, 0.6, 0.7],
      ],
    });
    expect(arms.batchnorm).to.include({ mean: 0.5, median: 0.5, diverged: 0 });
  });

  it('count a run that diverged as the worst, whatever it had reached before', () => {
    const runs = {
      baseline: [
        [2, 0.1],
        [2, 0.9, 0.8],
        [2, 0.9, 0.9],
      ],
      batchnorm: [
        [2, 1, 0.6],
        [2, 1, 0.6],
        [2, 1, 0.6],
      ],
    };
    const { arms, differences } = summary('best.validationLoss', runs);
    expect(arms.baseline).to.include({
      mean: null,
      t95: null,
      q25: 0.8500000000000001,
      median: 0.9,
      q75: null,
      diverged: 1,
    });
    expect(differences.batchnorm).to.equal(null);
    const score = summary('best.validationScore', runs, { score: loss => 1 - loss });
    expect(score.arms.baseline!.q25).to.equal(null);
    expect(score.arms.baseline!.q75).to.be.closeTo(0.15, 1e-15);
  });

  it('have the difference with its sign, and count as better a lower loss and a higher score', () => {
    const loss = summary('best.validationLoss', six).differences.batchnorm!;
    expect(loss.mean).to.be.closeTo(-0.2, 1e-15);
    expect([loss.better, loss.equal, loss.shareBetter.share]).to.deep.equal([6, 0, 1]);
    const score = summary('best.validationScore', six, { score: each => 1 - each }).differences.batchnorm!;
    expect(score.mean).to.be.closeTo(0.2, 1e-15);
    expect(score.t95!.low).to.be.closeTo(-loss.t95!.high, 1e-15);
    expect([score.better, score.shareBetter.share]).to.deep.equal([6, 1]);
  });

  it('have no scores of validation rows where there are none', () => {
    const records = pairRecords(six).map(({ pair, ...record }) => ({
      ...record,
      pair: { ...pair, validationRows: 0 },
    }));
    const measures = summariesOf({ records, task: 'classification' }).map(({ measure }) => measure);
    expect(measures).to.deep.equal(['final.trainLoss']);
  });
});

describe('the sentence of a paired difference', () => {
  const sentence = (
    runs: Runs,
    measure: SummaryEvent['measure'] = 'best.validationLoss',
    options: RecordOptions = {},
  ) => Object.values(summary(measure, runs, options).differences)[0]!.sentence;

  it('names the arms, the difference, its interval, the pairs that are better, and p', () => {
    // s = 0.0894, t(5, 0.975) = 2.571: 0.2 ± 0.094; p = 2/2^6
    expect(sentence(six)).to.equal(
      'The best validation loss of batch norm is 0.20 lower than that of the baseline (95% interval 0.11 to 0.29 lower; ' +
        '6 pairs, 6 better; p = 0.031).',
    );
    expect(sentence({ small: six.baseline, large: six.batchnorm })).to.match(
      /^The best validation loss of large is .* that of small/,
    );
  });

  it('says what may be chance', () => {
    const runs = { baseline: six.baseline, batchnorm: after(0.4, 0.6, 0.4, 0.6, 0.4, 0.7) };
    expect(sentence(runs)).to.match(
      /0\.017 higher .*\(95% interval 0\.12 lower to 0\.16 higher; 6 pairs, 3 better; p = [\d.]+\), which may be chance\.$/,
    );
  });

  it('gives no verdict on fewer than 6 pairs, and no interval of one', () => {
    const few = (pairs: number) => ({
      baseline: six.baseline.slice(0, pairs),
      batchnorm: six.batchnorm.slice(0, pairs),
    });
    expect(sentence(few(5))).to.match(
      /95% interval .*5 pairs, 5 better; p = 0\.063\): too few seeds for a verdict, which takes 6 or more\.$/,
    );
    expect(sentence(few(1)))
      .to.contain('(1 pair, 1 better; p = 1.0): too few seeds')
      .and.not.contain('interval');
  });

  it('has accuracies in percentage points', () => {
    expect(sentence(six, 'best.validationScore', { score: loss => 1 - loss })).to.match(
      /^The accuracy at the best validation loss of batch norm is 20\.0 percentage points higher .*95% interval 10\.6 to 29\.4 higher/,
    );
  });

  it('says where all pairs are equal', () => {
    expect(sentence({ baseline: six.baseline, batchnorm: six.baseline })).to.equal(
      'The best validation loss of batch norm is the same as that of the baseline (6 pairs).',
    );
  });
});

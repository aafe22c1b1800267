import { expect } from 'chai';
import type { ClaimEvent, StepCostEvent, TrainingEvent } from '../../../src/events/events.ts';
import { keyFiguresOf } from '../../../src/report/document/key-figures.ts';
import type { Group } from '../../../src/report/document/report-data.ts';
import { verdictOf } from '../../../src/report/document/verdict.ts';
import { events } from '../../support/bntrain.ts';
import { reportOf } from '../../support/reports.ts';

const headlineOf = (group: Group) =>
  verdictOf(group)
    .headline.map(piece => (typeof piece === 'string' ? piece : piece.text))
    .join('');

describe('the verdict of a report', () => {
  let evidence: TrainingEvent[];
  before(() => {
    evidence = events(['evidence', 'data/iris.csv', '-l', '4', '-e', '3', '--seeds', '6', '--init-scale', '0.1..10:5']);
  });

  /** The evidence as if it had been about one claim alone. */
  function about(claim: ClaimEvent['claim'], changes: Partial<ClaimEvent>): Group {
    const own = evidence.filter(event => event.event !== 'claim' || event.claim === claim);
    return reportOf(own.map(event => (event.event === 'claim' ? { ...event, ...changes } : event))).groups[0]!;
  }

  it('has a headline in words for each verdict of each claim, of at most 12 words', () => {
    for (const claim of ['faster', 'initialization', 'regularizes'] as const) {
      const headlines = (['SUPPORTED', 'REFUTED', 'NOT SUPPORTED', 'INCONCLUSIVE'] as const).map(verdict =>
        headlineOf(about(claim, { verdict, reason: null })),
      );
      expect(new Set(headlines).size, headlines.join('\n')).to.equal(4);
      for (const headline of headlines) {
        expect(headline).not.to.match(/[A-Z]{4}/);
        expect(headline.split(' ').length, headline).to.be.at.most(12);
      }
    }
    expect(headlineOf(about('initialization', { verdict: 'SUPPORTED' }))).to.equal(
      'Batch norm trains from a wider range of initial scales',
    );
  });

  it('counts the pairs of each claim below the headline', () => {
    const scales = about('initialization', { differences: [1, 1, 0, -1, 1, 1], seeds: 6 });
    expect(verdictOf(scales).lead).to.include(
      'Over the initial scales, batch norm trained in the wider range in 4 of 6 pairs, the baseline in 1, both trained in as wide a range in 1.',
    );
  });

  it('names the cost of a step only where it was measured beyond noise', () => {
    const seconds = { verdict: 'REFUTED', reason: null, estimate: -0.2, ratio: 1 / 1.2, t95: null, p: 0.01 } as const;
    const cost = { event: 'step-cost', arm: 'batchnorm', ratio: 0.93 } as const;
    const sentence = (low: number, high: number) => {
      const changes = { differences: [1], seeds: 1, seconds: { ...seconds, stepCost: cost.ratio } };
      return verdictOf({ ...about('faster', changes), stepCosts: [{ ...cost, low, high } as StepCostEvent] }).lead[0];
    };
    expect(sentence(0.75, 1.14)).to.contain(
      'takes as long within the noise of its measurement (−25 % to +14 %); as measured, that makes 1.2 times the time',
    );
    expect(sentence(0.91, 0.95)).to.contain('takes 7 % less time, which makes 1.2 times the time in all.');
  });

  it('has key figures of the claims that are no ratios, with a bound where the range ends with the grid', () => {
    const differences = [1, 1, 0, 0, 1, 0];
    const [figure] = keyFiguresOf(
      about('initialization', { differences, estimate: 0.5, t95: { low: 0.2, high: 0.8 } }),
    );
    expect(figure).to.include({ title: 'range of initial scales, in decades', text: '+0.50', better: 'batchnorm' });
    expect(figure!.values.map(({ isBound }) => isBound)).to.deep.equal(
      about('initialization', {}).claims[0]!.pairs.map(
        ({ baseline, batchnorm }) => baseline.atEdge === true || batchnorm.atEdge === true,
      ),
    );
    const losses = keyFiguresOf(
      about('regularizes', { differences, estimate: 0.01, t95: { low: -0.01, high: 0.03 } }),
    )[0];
    expect(losses).to.include({ text: '−0.010', better: 'batchnorm', isHigherSecond: false });
    expect(losses!.interval).to.deep.equal({ low: -0.03, high: 0.01 });
  });

  it('names the largest learning rates that train', () => {
    const all = events(['sweep', 'data/iris.csv', '-l', '4', '-e', '1', '--max-stable-lr', '--seeds', '1']);
    const rates = { median: 2, min: 2, max: 2, atEdge: 0, island: 0 };
    const group = reportOf(
      all.map(event =>
        event.event === 'stable-lr-summary'
          ? { ...event, arms: { baseline: rates, batchnorm: { ...rates, median: 1000, atEdge: 1 } } }
          : event,
      ),
    ).groups[0]!;
    expect(headlineOf(group)).to.equal('Batch norm trains up to learning rate at least 1,000, the baseline 2.00');
  });

  it('says that training needs batch norm only where batch norm learned', () => {
    const own = events(['compare', 'data/iris.csv', '-l', '4', '-e', '3']);
    const { guess } = own.find(event => event.event === 'start')!;
    const withBest = (validationLoss: number) =>
      reportOf(
        own.map(event => {
          if (event.event !== 'result') return event;
          return { ...event, diverged: event.arm === 'baseline', best: { ...event.best!, validationLoss } };
        }),
      ).groups[0]!;
    expect(headlineOf(withBest(guess.loss * 0.9))).to.equal('Without batch norm, it does not train');
    expect(headlineOf(withBest(guess.loss * 1.1))).to.equal('The baseline diverged, and batch norm learned nothing');
  });

  it('compares nothing where no pair was complete', () => {
    const own = events(['compare', 'data/iris.csv', '-l', '4', '-e', '3', '--seeds', '2']);
    const cut = own.slice(
      0,
      own.findIndex(({ event }) => event === 'result'),
    );
    const group = reportOf(cut).groups[0]!;
    expect(headlineOf(group)).to.equal('Incomplete: no verdict yet');
    expect(keyFiguresOf(group)).to.deep.equal([]);
  });
});

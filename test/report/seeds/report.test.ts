import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../../src/base/text/setting-names.ts';
import { atOnce } from '../../../src/base/threads/event-loop.ts';
import type { StartEvent, SummaryEvent, TrainingEvent } from '../../../src/events/events.ts';
import { curvesOf as makeCurvesOf } from '../../../src/evidence/seeds/curves.ts';
import { summariesOf as makeSummariesOf } from '../../../src/evidence/seeds/summaries.ts';
import { recordOfPair } from '../../../src/experiment/pairs/records.ts';
import type { Style } from '../../../src/report/style.ts';
import { Summary } from '../../../src/report/summary.ts';
import { columnsOf } from '../../../src/report/width.ts';
import { events, only } from '../../support/bntrain.ts';
import { pairEvents, type Run } from '../../support/pair-records.ts';

const curvesOf = (...args: Parameters<typeof makeCurvesOf>) => atOnce(makeCurvesOf(...args));
const summariesOf = (...args: Parameters<typeof makeSummariesOf>) => atOnce(makeSummariesOf(...args));

const style = (width: number, unicode = true): Style => ({
  width,
  unicode,
  color: new Chalk({ level: 0 }),
  settingName: asFlag,
});

function shown(all: readonly TrainingEvent[], { width = 80, unicode = true } = {}): string {
  let text = '';
  const summary = new Summary(
    piece => {
      text += piece;
    },
    style(width, unicode),
  );
  for (const event of all) summary.event(event);
  summary.end();
  return text;
}

const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('the summary of several seeds', () => {
  let run: TrainingEvent[];
  let start: StartEvent;
  before(() => {
    run = events(['data/iris.csv', '-l', '4', '-e', '4', '--seeds', '6']);
    start = only(run, 'start')[0]!;
  });

  /** A summary of made-up losses, as the run's start event would lead to. */
  function ofLosses(runs: Readonly<Record<string, readonly Run[]>>, seeds = 6): string {
    const pairs = pairEvents(runs, {});
    const records = pairs.map(each => recordOfPair(each, {}));
    const own = { ...start, arms: Object.keys(runs), config: { ...start.config, seeds } };
    return shown([own, ...pairs.flat(), ...curvesOf(records), ...summariesOf({ records, task: 'classification' })]);
  }

  it('has the sentences of the events, number by number', () => {
    const text = inOneLine(shown(run));
    const [claim] = only(run, 'claim');
    const [summary] = only(run, 'summary');
    expect(claim!.claim).to.equal('faster');
    expect(text).to.contain(inOneLine(claim!.sentence)).and.contain(summary!.differences.batchnorm!.sentence);
    expect(text).to.contain(
      'For all three claims about batch norm: bntrain evidence data/iris.csv --layers 4 --epochs 4 --seeds 6',
    );
  });

  it('has in the table the mean of each arm with half of its interval, and the difference', () => {
    const text = shown(run);
    const { arms, differences } = only(run, 'summary').find(({ measure }) => measure === 'final.trainLoss')!;
    const half = ({ t95 }: SummaryEvent['arms'][string]) => (t95!.high - t95!.low) / 2;
    const row = /^final training loss +(\S+) ± (\S+) +(\S+) ± (\S+) +(\S+) ± (\S+) +(\d) of 6$/m
      .exec(text)!
      .slice(1)
      .map(Number);
    const { baseline, batchnorm } = arms as Record<'baseline' | 'batchnorm', SummaryEvent['arms'][string]>;
    const difference = differences.batchnorm!;
    const numbers = [baseline.mean!, half(baseline), batchnorm.mean!, half(batchnorm), difference.mean];
    numbers.forEach((number, n) => {
      expect(row[n]).to.be.closeTo(number, 0.006);
    });
    expect(row[6]).to.equal(difference.better);
  });

  it('says what lines and bands are, and that they are of each epoch by itself', () => {
    expect(inOneLine(shown(run))).to.contain(
      'Lines are medians of 6 runs, bands hold the middle half of them. The lower chart has the mean of the paired differences ' +
        'and its 95% interval. Bands and intervals are of each epoch by itself.',
    );
  });

  it('says what the seeds vary', () => {
    expect(inOneLine(shown(run))).to.contain(
      '6 from 1 on; each seed draws its own split, initial weights and batch order',
    );
    const text = inOneLine(
      shown(run.map(each => (each === start ? { ...start, config: { ...start.config, vary: ['init'] } } : each))),
    );
    expect(text).to.contain('each seed draws its own initial weights; all have the same split and batch order');
  });

  it('fits terminals of 30 columns and more, in Unicode and in ASCII', () => {
    for (const unicode of [true, false]) {
      for (const width of [30, 40, 60, 80, 120, 160]) {
        const lines = shown(run, { width, unicode }).split('\n');
        const hint = lines.find(line => line.startsWith('  bntrain evidence'));
        for (const line of lines) if (line !== hint) expect(columnsOf(line), line).to.be.at.most(width);
      }
    }
  });

  it('is plain ASCII where a terminal has nothing else', () => {
    expect(shown(run, { unicode: false })).to.match(/^[\x20-\x7e\n]*$/);
  });

  it('reports on the pairs that are whole when a signal ended the run, and says how many these are', () => {
    const text = ofLosses(
      {
        baseline: [
          [2, 0.5],
          [2, 0.6],
          [2, 0.7],
        ],
        batchnorm: [
          [2, 0.4],
          [2, 0.4],
          [2, 0.4],
        ],
      },
      20,
    );
    expect(inOneLine(text))
      .to.contain('20 from 1 on, but interrupted: 3 of 20 pairs whole;')
      .and.contain('Means of 3 pairs');
    expect(inOneLine(text)).to.contain('too few seeds for a verdict, which takes 6 or more.');
  });

  it('has neither bands nor intervals of one pair, and says so', () => {
    const text = ofLosses({ baseline: [[2, 0.5]], batchnorm: [[2, 0.4]] });
    expect(text)
      .to.contain('One pair has no interval; that takes 2 or more.')
      .and.not.contain('±')
      .and.not.contain('95%');
    expect(text).to.contain('Lines are of a single run, so there are no bands.');
  });

  it('has medians and quartiles of an arm that diverged in some runs, and counts these', () => {
    const baseline = [
      [2, 0.9, 0.5],
      [2, 0.9],
      [2, 0.9, 0.7],
    ];
    const text = ofLosses({ baseline, batchnorm: baseline.map(() => [2, 0.8, 0.4]) });
    expect(text).to.match(/^final validation loss +0\.700 \(0\.600 to -\) +0\.4000 ± 0 +- +-$/m);
    expect(text).to.match(/^runs that diverged +1 of 3 +0 of 3$/m);
    expect(inOneLine(text)).to.contain(
      'baseline diverged in 1 of 3 runs, so its losses have no mean and no paired difference.',
    );
  });

  it('has no chart of differences of a single arm, and calls its runs by that name', () => {
    const text = ofLosses(
      {
        batchnorm: [
          [2, 0.5],
          [2, 0.6],
          [2, 0.7],
        ],
      },
      5,
    );
    expect(text).to.not.contain('difference').and.not.contain('evidence');
    expect(text).to.contain('Means of 3 runs').and.contain('3 of 5 runs whole');
  });

  it('says in which epochs the arms differ by the test of all epochs at once, and of no epoch on its own', () => {
    const eight = Array.from({ length: 8 }, (_, n) => n / 100);
    const runs = {
      baseline: eight.map(x => [2, 0.5 + x, 0.6, 0.5 + x]),
      batchnorm: eight.map(x => [2, 0.4, 0.6 + x, 0.4]),
    };
    expect(inOneLine(ofLosses(runs, 8))).to.contain(
      'For all epochs together (p < 0.05): compared with baseline, the validation loss of batchnorm is lower in epoch 1 and epoch 3, and higher in epoch 2.',
    );
    const same = {
      baseline: eight.map(x => [2, 0.5 + x]),
      batchnorm: eight.map((x, n) => [2, 0.5 + x + (n % 2 ? 0.1 : -0.1)]),
    };
    expect(inOneLine(ofLosses(same, 8))).to.contain(
      'the validation loss of batchnorm differs from that of baseline in no epoch.',
    );
  });

  it('does not call an epoch different that is so by its own test alone', () => {
    const alone = run.map(each => {
      if (each.event !== 'curve') return each;
      const { batchnorm } = each.differences;
      return { ...each, differences: { batchnorm: { ...batchnorm!, p: 0.03, pMaxT: 0.2 } } };
    });
    expect(inOneLine(shown(alone))).to.contain('differs from that of baseline in no epoch.');
  });
});

import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import { comparedArms, makeConfig, runExperiment } from '../../src/library/index.ts';
import { bntrain, events, only, withoutTimes } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const small = ['data/iris.csv', '-l', '4', '-e', '2'];

describe('compare with several seeds', () => {
  it('concludes with curves, summaries, the cost of a step and the claim, in this order', () => {
    const all = events([...small, '--seeds', '3']);
    const last = all.findLastIndex(({ event }) => event === 'pair');
    const concluded = all.slice(last + 1).map(({ event }) => event);
    expect(concluded).to.deep.equal([...Array(3).fill('curve'), ...Array(5).fill('summary'), 'step-cost', 'claim']);
    expect(only(all, 'pair').map(({ seed }) => seed)).to.deep.equal([1, 2, 3]);
    expect(only(all, 'comparison')).to.deep.equal([]);
  });

  it('concludes the same on any number of threads', () => {
    const [one, two] = ['1', '2'].map(threads => {
      const all = events([...small, '--seeds', '4', '--threads', threads]);
      return all.filter(({ event }) => ['curve', 'summary'].includes(event));
    });
    expect(withoutTimes(one!)).to.deep.equal(withoutTimes(two!));
  });

  it('names in the claim the command that repeats it', () => {
    const [claim] = only(events([...small, '--seeds', '2', '--lr', '0.05']), 'claim');
    expect(claim!.rerun).to.equal('bntrain compare data/iris.csv --layers 4 --epochs 2 --lr 0.05 --seeds 2');
  });

  it('makes no claim of one arm, nor of arms other than the baseline and batch norm', async () => {
    const train = events(['train', ...small, '--seeds', '3']);
    expect(only(train, 'claim')).to.deep.equal([]);
    expect(only(train, 'curve')[1]!.differences).to.deep.equal({});
    const own: TrainingEvent[] = [];
    const arms = [comparedArms[0]!, { name: 'slow', overrides: { lr: 0.01 } }];
    const config = makeConfig({ layers: [4], epochs: 2, seeds: 2 });
    const paths = [`${root}/data/iris.csv`];
    await runExperiment({ command: 'compare', paths, arms, config }, [{ event: event => own.push(event) }]);
    expect(only(own, 'claim')).to.deep.equal([]);
    expect(only(own, 'summary')[0]!.differences.slow!.sentence).to.match(
      /^The best validation loss of slow is .* the baseline/,
    );
  });

  it('shows bands in a pipe as in a terminal without colours', () => {
    const { status, stdout } = bntrain([...small, '--seeds', '3', '-q']);
    expect(status).to.equal(0);
    expect(stdout).to.contain('validation loss by epoch').and.contain('paired difference by epoch');
    expect(stdout).to.not.contain('\u001b');
  });

  it('reports on the pairs that were whole when it is interrupted', async () => {
    const end = new AbortController();
    const all: TrainingEvent[] = [];
    const experiment = {
      ...{ command: 'compare' as const, paths: [`${root}/data/iris.csv`], arms: comparedArms },
      config: makeConfig({ layers: [4], epochs: 300, seeds: 50, threads: 1 }),
    };
    const listener = {
      event(event: TrainingEvent) {
        all.push(event);
        if (event.event === 'pair') end.abort();
      },
    };
    await runExperiment(experiment, [listener], end.signal);
    const [claim] = only(all, 'claim');
    expect(only(all, 'pair').length).to.be.lessThan(50);
    expect(only(all, 'summary')[0]!.pairs).to.equal(only(all, 'pair').length);
    expect([claim!.verdict, claim!.reason]).to.deep.equal(['INCONCLUSIVE', 'interrupted']);
  });
});

describe('bad settings for several seeds are refused in one line, before the table is read', () => {
  const cases: [args: string, message: string][] = [
    ['--seeds 0', "--seeds: got '0', takes a whole number from 1 to 10000"],
    ['--seeds 3 --vary nothing', "--vary: got 'nothing', takes one or more of split, init, order, separated by commas"],
    ['--vary init', '--vary: is of use with --seeds only; add that, or leave it out'],
    [
      '--seeds 3 --vary split --validation 0',
      '--vary split: no split is drawn at random; all seeds would give the same runs, so vary something else',
    ],
    ['--seeds 3 --vary split,init --no-shuffle', '--vary split,init: no split is drawn at random; leave split out'],
    [
      '--seeds 3 --vary order --no-shuffle',
      '--vary order: --no-shuffle keeps the order of the rows; all seeds would give the same runs, so vary something else',
    ],
    [
      '--seeds 3 --patience 2',
      '--patience: got --seeds 3 too; runs that end at different epochs have no common curve, so leave it out',
    ],
  ];
  for (const [args, message] of cases) {
    it(`compare ${args}`, () => {
      const { status, stdout, stderr } = bntrain(['no-such-file.csv', ...args.split(' ')]);
      expect([status, stdout, stderr]).to.deep.equal([2, '', `bntrain: ${message}\n`]);
    });
  }

  for (const args of [
    ['bench'],
    ['gradcheck'],
    ['predict', 'm.safetensors', 't.csv'],
    ['inspect', 't.csv'],
    ['evaluate', 'm.safetensors', 't.csv'],
  ]) {
    it(`${args[0]} --seeds 3`, () => {
      const { status, stderr } = bntrain([...args, '--seeds', '3']);
      expect([status, stderr.split('\n').length]).to.deep.equal([2, 2]);
      expect(stderr).to.match(/^bntrain: --seeds: belongs to 'bntrain compare'/);
    });
  }
});

import { expect } from 'chai';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { findStableRates } from '../../../src/evidence/sweep/stable.ts';
import type { SeedRuns, Study } from '../../../src/experiment/pairs/study.ts';
import { only } from '../../support/bntrain.ts';
import { recordOf } from '../../support/sweeps.ts';

const rates = Array.from({ length: 13 }, (_, n) => 10 ** (n / 2 - 3));

/** The loss of an arm by its rate: 0.5 at the best rate 0.1, and higher on both sides; it trains up to some rate. */
type Loss = (lr: number) => number | null;

async function search(
  losses: Readonly<Record<string, Loss>>,
  seeds = 1,
): Promise<{ events: TrainingEvent[]; runs: number }> {
  const run = (arm: string, lr: number) => ({ trainLoss: losses[arm]!(lr) });
  const names = Object.keys(losses);
  const records = Array.from({ length: seeds }, (_, n) =>
    rates.map(lr => recordOf(n + 1, { lr }, Object.fromEntries(names.map(arm => [arm, run(arm, lr)])))),
  ).flat();
  let runs = 0;
  const train = async (further: readonly SeedRuns[]) =>
    further.flatMap(({ seed, runs: own }) =>
      own.map(({ point, arm }) => {
        runs++;
        return recordOf(seed, point, { [arm!]: run(arm!, point.lr!) });
      }),
    );
  const experiment = { points: rates.map(lr => ({ lr })), arms: names.map(name => ({ name })) };
  const events: TrainingEvent[] = [];
  await findStableRates({ records, experiment, train } as unknown as Study, event => events.push(event));
  return { events, runs };
}

const upTo =
  (highest: number): Loss =>
  lr =>
    lr > highest ? null : 0.1 + Math.abs(Math.log10(lr) + 1) / 100;

describe('the largest stable learning rate', () => {
  it('is found to 0.05 decades between two rates of the grid', async () => {
    const { events, runs } = await search({ baseline: upTo(0.7), batchnorm: upTo(5) }, 2);
    for (const { arm, lr } of only(events, 'stable-lr')) {
      const highest = arm === 'baseline' ? 0.7 : 5;
      expect(lr).to.be.at.most(highest);
      expect(Math.log10(highest / lr!)).to.be.below(0.05);
    }
    expect(runs).to.equal(2 * 2 * 4);
    const [summary] = only(events, 'stable-lr-summary');
    expect(summary!.seeds).to.equal(2);
    expect(summary!.decades.mean).to.be.closeTo(Math.log10(5 / 0.7), 0.05);
    expect(summary!.decades.t95).to.not.equal(null);
  });

  it('goes up from the best rate, not beyond the first that fails, and says where one above trains again', async () => {
    const island: Loss = lr => (lr > 1 && lr < 9 ? 0.95 : lr > 20 ? null : 0.1 + Math.abs(Math.log10(lr) + 1) / 100);
    const { events } = await search({ baseline: upTo(1), batchnorm: island });
    const [baseline, batchnorm] = only(events, 'stable-lr');
    expect(baseline).to.include({ island: false, atEdge: false });
    expect(batchnorm).to.include({ island: true, atEdge: false });
    expect(batchnorm!.lr).to.be.closeTo(1, 1e-9);
    expect(batchnorm!.bestLr).to.be.closeTo(0.1, 1e-9);
  });

  it('is the highest of the grid where that trains, and null where none does', async () => {
    const { events, runs } = await search({ baseline: () => 0.99, batchnorm: upTo(1e9) });
    const [baseline, batchnorm] = only(events, 'stable-lr');
    expect(baseline).to.include({ lr: null, atEdge: false });
    expect(batchnorm!.lr).to.be.closeTo(1000, 1e-9);
    expect(batchnorm!.atEdge).to.equal(true);
    expect(runs).to.equal(0);
    expect(only(events, 'stable-lr-summary')[0]!.decades).to.deep.equal({ mean: null, t95: null });
  });

  it('leaves out seeds whose search was interrupted', async () => {
    const losses = { baseline: upTo(0.7), batchnorm: upTo(5) };
    const records = rates.map(lr =>
      recordOf(
        1,
        { lr },
        { baseline: { trainLoss: losses.baseline(lr) }, batchnorm: { trainLoss: losses.batchnorm(lr) } },
      ),
    );
    const experiment = { points: rates.map(lr => ({ lr })), arms: [{ name: 'baseline' }, { name: 'batchnorm' }] };
    const events: TrainingEvent[] = [];
    const study = { records, experiment, train: async () => [] } as unknown as Study;
    await findStableRates(study, event => events.push(event));
    expect(events.map(({ event }) => event)).to.deep.equal(['stable-lr-summary']);
    expect(only(events, 'stable-lr-summary')[0]).to.deep.include({ seeds: 0, decades: { mean: null, t95: null } });
  });
});

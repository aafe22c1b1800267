import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { axesOf } from '../../../src/evidence/sweep/axes.ts';
import {
  bestCell,
  differenceAt,
  differenceAtOwnBest,
  expectedBestOf,
  medianLoss,
} from '../../../src/evidence/sweep/best.ts';
import { cellsOf, lossesOf } from '../../../src/evidence/sweep/cells.ts';
import { axisRegion, decadesBySeed, decadesDifference, shareThatTrains } from '../../../src/evidence/sweep/regions.ts';
import { spreadOf } from '../../../src/evidence/sweep/spread.ts';
import { root } from '../../support/fixtures.ts';
import { recordOf } from '../../support/sweeps.ts';

/** Two seeds at three rates; the losses of the baseline, then those of batch norm. */
const losses: readonly (readonly [rate: number, baseline: (number | null)[], batchnorm: (number | null)[]])[] = [
  [0.01, [0.9, 0.8], [0.7, 0.9]],
  [0.1, [0.2, 0.3], [0.4, 0.2]],
  [1, [null, 0.6], [0.1, 0.5]],
];
const records = [0, 1].flatMap(n =>
  losses.map(([lr, baseline, batchnorm]) => {
    const run = (loss: number | null) => ({
      trainLoss: loss,
      validation: [0.001, loss, loss === null ? null : loss + 0.1],
    });
    return recordOf(n + 1, { lr }, { baseline: run(baseline[n]!), batchnorm: run(batchnorm[n]!) });
  }),
);
const axes = axesOf(records.map(({ point }) => point));
const cells = cellsOf(records.map(lossesOf), axes);
const arms = ['baseline', 'batchnorm'] as const;

describe('the cells of a sweep', () => {
  it('train by the lowest loss of their seed, over the whole grid and both arms', () => {
    // The bar is 1 - (1 - 0.1)/2 = 0.55 with seed 1, and 1 - (1 - 0.2)/2 = 0.6 with seed 2.
    const trains = (arm: string) => cells.map(({ runs }) => runs[arm]!.map(run => run.trains));
    expect(trains('baseline')).to.deep.equal([
      [false, false],
      [true, true],
      [false, true],
    ]);
    expect(trains('batchnorm')).to.deep.equal([
      [false, false],
      [true, true],
      [true, true],
    ]);
  });

  it('take the lowest validation loss after training began', () => {
    expect(cells[1]!.runs.baseline!.map(({ validationLoss }) => validationLoss)).to.deep.equal([0.2, 0.3]);
    expect(cells[1]!.runs.baseline!.map(({ validationScore }) => validationScore)).to.deep.equal([0.8, 0.7]);
    expect(cells[2]!.runs.baseline![0]).to.include({ trainLoss: null, validationLoss: null });
  });

  it('count a run that diverged as infinite in median and quartiles', () => {
    expect(spreadOf([3, 1, 2])).to.deep.equal({ q25: 1.5, median: 2, q75: 2.5 });
    expect(spreadOf([null, 1, 2, 3, 4])).to.deep.equal({ q25: 2, median: 3, q75: 4 });
    expect(spreadOf([null, null, 1])).to.deep.equal({ q25: null, median: null, q75: null });
    expect(spreadOf([null, 0.5, 0.9], Number.NEGATIVE_INFINITY)).to.deep.equal({ q25: null, median: 0.5, q75: 0.7 });
  });
});

describe('the region that trains', () => {
  it('is a share of the runs, and decades along an axis with equal ratios', () => {
    expect(arms.map(arm => shareThatTrains(cells, arm))).to.deep.equal([0.5, 4 / 6]);
    expect(arms.map(arm => axisRegion(cells, arm, axes, axes[0]!))).to.deep.equal([
      { decades: 1.5, atEdge: true },
      { decades: 2, atEdge: true },
    ]);
    const { mean, t95 } = decadesDifference(cells, 'baseline', 'batchnorm', axes[0]!);
    expect(mean).to.equal(0.5);
    expect(t95!.low).to.be.closeTo(0.5 - 12.7062 * 0.5, 1e-3);
  });

  it('is the mean over the values of other axes', () => {
    const both = records.flatMap(record =>
      [16, 64].map(batchSize => ({
        ...record,
        point: { batchSize, ...record.point },
        runs: record.runs.map(run => ({ ...run, result: { ...run.result, diverged: batchSize === 64 } })),
      })),
    );
    const own = axesOf(both.map(({ point }) => point));
    const lr = own.find(({ name }) => name === 'lr')!;
    expect(axisRegion(cellsOf(both.map(lossesOf), own), 'batchnorm', own, lr).decades).to.equal(1);
  });

  const { trainableDecades } = JSON.parse(readFileSync(join(root, 'test/fixtures/evidence/stats.json'), 'utf8'));
  for (const [n, { loss, expected }] of trainableDecades.seeds.entries()) {
    it(`has the decades of the reference, seed ${n + 1}`, () => {
      const own = trainableDecades.scales.map((initScale: number, at: number) => {
        const run = (arm: string) => ({ trainLoss: loss[arm][at] });
        const runs = { baseline: run('baseline'), batchnorm: run('batchnorm') };
        return recordOf(1, { initScale }, runs, trainableDecades.nullLoss);
      });
      const axes = axesOf(own.map(({ point }: { point: object }) => point));
      const cells = cellsOf(own.map(lossesOf), axes);
      for (const arm of arms) {
        expect(decadesBySeed(cells, arm, axes[0]!).get(1)).to.be.closeTo(expected.decades[arm], 1e-9);
        expect(cells.map(({ runs }) => runs[arm]![0]!.trains)).to.deep.equal(expected.trains[arm]);
        expect(axisRegion(cells, arm, axes, axes[0]!).atEdge).to.equal(expected.atEdge[arm]);
      }
    });
  }
});

describe('the best cell', () => {
  it('has the lowest median, and none where every median diverged', () => {
    expect(bestCell(cells, 'baseline', 'validationLoss')!.point).to.deep.equal({ lr: 0.1 });
    expect(medianLoss(cells[2]!, 'baseline', 'trainLoss')).to.equal(null);
    expect(bestCell([cells[2]!], 'baseline', 'trainLoss')).to.equal(null);
  });

  it('is compared at the same settings: null where a run diverged', () => {
    const { mean, t95 } = differenceAt(cells[1]!, arms, 'trainLoss');
    expect(mean).to.be.closeTo(-0.05, 1e-12);
    expect(t95!.high - t95!.low).to.be.greaterThan(1);
    expect(differenceAt(cells[2]!, arms, 'trainLoss')).to.deep.equal({ mean: null, t95: null });
  });

  it('is chosen for each seed by the other seeds', () => {
    const own = differenceAtOwnBest(cells, arms, 'trainLoss')!;
    // Seed 1 is tested where seed 2 is best: the baseline at 0.1, batch norm at 0.1; seed 2 where seed 1 is: at 0.1 and at 1.
    expect(own.cells.baseline!.map(cell => cell!.point.lr)).to.deep.equal([0.1, 0.1]);
    expect(own.cells.batchnorm!.map(cell => cell!.point.lr)).to.deep.equal([0.1, 1]);
    expect(own.mean).to.be.closeTo((0.2 - 0.4 + (0.3 - 0.5)) / 2, 1e-12);
    expect(differenceAtOwnBest(cellsOf(records.slice(0, 3).map(lossesOf), axes), arms, 'trainLoss')).to.equal(null);
  });

  it('is expected to be as low as the tries allow', () => {
    const tries = expectedBestOf(cells, 'batchnorm', 'trainLoss');
    // Medians 0.8, 0.3 and 0.3.
    expect(tries.map(each => each.tries)).to.deep.equal([1, 2, 3]);
    expect(tries[0]!.loss).to.be.closeTo((0.8 + 0.3 + 0.3) / 3, 1e-12);
    expect(tries[2]!.loss).to.be.closeTo(0.3, 1e-12);
    expect(expectedBestOf(cells, 'baseline', 'trainLoss').map(({ loss }) => loss === null)).to.deep.equal([
      true,
      false,
      false,
    ]);
  });
});

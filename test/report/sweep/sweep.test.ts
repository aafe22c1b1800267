import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../../src/base/text/setting-names.ts';
import type { CellEvent, SweepEvent, TrainingEvent } from '../../../src/events/events.ts';
import { axesOf } from '../../../src/evidence/sweep/axes.ts';
import { concludeSweep } from '../../../src/evidence/sweep/conclude.ts';
import { makeGrid } from '../../../src/evidence/sweep/grid.ts';
import { comparedArms } from '../../../src/experiment/arms.ts';
import type { Study } from '../../../src/experiment/pairs/study.ts';
import type { Style } from '../../../src/report/style.ts';
import { renderCurves } from '../../../src/report/sweep/curves.ts';
import { renderMaps } from '../../../src/report/sweep/maps.ts';
import { describeStableRates } from '../../../src/report/sweep/stable.ts';
import { scopeOfSweep } from '../../../src/report/sweep/sweep.ts';
import { cellTable } from '../../../src/report/sweep/table.ts';
import { describeSweep, interval, triesTable } from '../../../src/report/sweep/words.ts';
import { columnsOf } from '../../../src/report/width.ts';
import type { GivenSettings } from '../../../src/settings/config.ts';
import { only } from '../../support/bntrain.ts';
import { recordOf } from '../../support/sweeps.ts';

const styleOf = (width: number, unicode = true, level: 0 | 3 = 0): Style => ({
  width,
  unicode,
  color: new Chalk({ level }),
  settingName: asFlag,
});

/** A sweep in which batch norm trains over one more value of every axis, and high rates diverge in the first arm. */
async function sweepOf(given: GivenSettings, seeds = 3): Promise<{ cells: CellEvent[]; sweep: SweepEvent }> {
  const { points } = makeGrid({ given }, comparedArms);
  const axes = axesOf(points);
  const last = points.length - 1;
  const records = Array.from({ length: seeds }, (_, n) =>
    points.map((point, at) => {
      const loss = (0.02 * (n + 1) + Math.abs(at - 1)) / (last + 1);
      const run = (trainLoss: number | null) => ({ trainLoss, validation: [3, trainLoss] });
      return recordOf(n + 1, point, { baseline: run(at === last ? null : 2 * loss), batchnorm: run(loss) });
    }),
  ).flat();
  const events: TrainingEvent[] = [];
  const study = { experiment: { points, arms: comparedArms }, records, pairs: records.length };
  await concludeSweep(study as unknown as Study, event => events.push(event));
  expect(axes.length).to.be.greaterThan(0);
  return { cells: only(events, 'cell'), sweep: only(events, 'sweep')[0]! };
}

const widest = (text: string) => Math.max(...text.split('\n').map(columnsOf));

describe('the report of a sweep', () => {
  for (const width of [60, 80, 120]) {
    for (const unicode of [true, false]) {
      it(`fits ${width} columns${unicode ? '' : ' in ASCII'}`, async () => {
        const style = styleOf(width, unicode);
        const one = await sweepOf({ lr: '0.001..1:7' });
        const two = await sweepOf({ lr: '0.001..1:7', batchSize: '16,64' });
        const parts = [
          renderCurves(one.cells, one.sweep, 10, style)!,
          cellTable(one.cells, one.sweep, style),
          renderMaps(two.cells, two.sweep, 10, style)!,
          describeSweep(two.sweep, style),
          triesTable(two.sweep, style),
        ];
        for (const part of parts) {
          expect(widest(part), part).to.be.at.most(width);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
          if (!unicode) expect(part).to.match(/^[\x00-\x7f]*$/);
        }
      });
    }
  }

  it('marks in a map what trains and what diverged, without colour as with it', async () => {
    const { cells, sweep } = await sweepOf({ lr: '0.1,1', batchSize: '16,64' });
    const plain = renderMaps(cells, sweep, 10, styleOf(80))!;
    const rows = plain.split('\n').filter(line => /^ *(16|64) /.test(line));
    expect(rows[0]).to.match(/ 0\.52 {2}\[0\.020\]/);
    expect(rows[1]).to.contain('∞');
    expect(plain).to.contain('[ ] trains with every seed, ( ) with some; ∞ diverged.');
    const ascii = renderMaps(cells, sweep, 10, styleOf(80, false))!;
    expect(ascii).to.contain('inf');
    const colored = renderMaps(cells, sweep, 10, styleOf(80, true, 3))!;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes of colours
    expect(colored.replaceAll(/\u001b\[[\d;]*m/g, '').replaceAll(/ +$/gm, '')).to.equal(plain);
  });

  it('has digits for levels where the numbers of a map do not fit', async () => {
    const { cells, sweep } = await sweepOf({ lr: '0.001..1:12', batchSize: '16,64' });
    const map = renderMaps(cells, sweep, 10, styleOf(60))!;
    expect(map).to.contain('Digits go from 0, the lowest, to 9');
    expect(map).to.contain('[0]');
  });

  it('keeps to its digits and colours where losses are beyond the scale', async () => {
    const { cells, sweep } = await sweepOf({ lr: '0.001..1:12', batchSize: '16,64' });
    const high = cells.map((cell, n) => (n === 5 ? { ...cell, trainLoss: { q25: 1e9, median: 1e9, q75: 1e9 } } : cell));
    const rows = renderMaps(high, sweep, 10, styleOf(60))!
      .split('\n')
      .filter(line => /^ *(16|64) /.test(line));
    expect(rows).to.have.lengthOf(6);
    for (const row of rows) expect(row).to.match(/^ *(16|64) ([ [(][\d∞ ][\])]? ?| )*$/);
    expect(rows.join()).to.not.match(/\d\d[\])]|-\d/);
  });

  it('draws slices of three axes, and lists the best points of many', async () => {
    const few = await sweepOf({ lr: '0.1,1', batchSize: '16,64', activation: 'relu,tanh' });
    const slices = renderMaps(few.cells, few.sweep, 10, styleOf(80))!;
    expect(slices).to.contain('activation relu');
    expect(slices).to.contain('activation tanh');
    const many = await sweepOf({ lr: '0.1,1', batchSize: '16,64', epochs: '1..11:11' });
    expect(renderMaps(many.cells, many.sweep, 10, styleOf(80))).to.equal(null);
    expect(cellTable(many.cells, many.sweep, styleOf(80))).to.contain('the 40 best of 44 points');
  });

  it('marks runs that diverged above the chart of one axis, by their number', async () => {
    const { cells, sweep } = await sweepOf({ lr: '0.01..1:3' });
    const chart = renderCurves(cells, sweep, 10, styleOf(80))!.split('\n');
    const diverged = chart.filter(line => line.includes('diverged'));
    expect(diverged).to.have.lengthOf(1);
    expect(diverged[0]).to.match(/∞ ┤baseline, runs that diverged +3$/);
    expect(chart.at(-1)).to.match(/^ +0\.01 +0\.1 +1$/);
    expect(
      renderCurves(cells, { ...sweep, axes: [{ name: 'activation', values: ['a'], decades: null }] }, 10, styleOf(80)),
    ).to.equal(null);
  });

  it('says where each arm trains and is best, with no word of a verdict', async () => {
    const { sweep } = await sweepOf({ lr: '0.01..1:3' });
    const text = `${describeSweep(sweep, styleOf(200))}\n${triesTable(sweep, styleOf(200))}`;
    expect(text).to.match(/baseline in 33\.3% of its runs: over 1\.0 decades of lr\n/);
    expect(text).to.match(/batchnorm trains over \d\.\d more decades of lr than baseline \(95% interval/);
    expect(text).to.match(/baseline at lr 0\.1: median validation loss 0\.0/);
    expect(text).to.match(/both at the best of baseline, lr 0\.1: the validation loss of batchnorm is 0\.\d+ lower/);
    expect(text).to.not.match(/significant|supported|\*/i);
  });

  it('says with how many seeds a search is whole', () => {
    const arm = { median: 1, min: 0.5, max: 2, atEdge: 1, island: 0 };
    const summary = {
      event: 'stable-lr-summary',
      seeds: 2,
      arms: { baseline: arm, batchnorm: { ...arm, median: 10 } },
      decades: { mean: 1, t95: { low: 0.5, high: 1.5 } },
    } as const;
    const whole = describeStableRates(summary, 2, styleOf(200));
    expect(whole).to.contain('baseline: 1.00 (0.500 to 2.00); it still trains at the highest rate with 1 seed');
    expect(whole).to.contain(
      'on average that of batchnorm is 1.00 decades (10.0×) above that of baseline (95% interval 0.50 to 1.50)',
    );
    expect(describeStableRates(summary, 3, styleOf(120))).to.contain('interrupted: these numbers cover 2 of 3 seeds');
    expect(describeStableRates({ ...summary, seeds: 0 }, 3, styleOf(120))).to.contain('not complete with any seed');
  });

  it('names both sides of an interval that spans no difference', () => {
    const sides = { below: 'higher', above: 'lower', isBelow: false };
    const text = (low: number, high: number, isBelow: boolean) =>
      interval({ low, high }, String, { ...sides, isBelow });
    expect(text(1, 2, false)).to.equal(' (95% interval 1 to 2)');
    expect(text(-2, -1, true)).to.equal(' (95% interval 1 to 2)');
    expect(text(-1, 2, false)).to.equal(' (95% interval 1 higher to 2 lower)');
    expect(text(-2, 1, true)).to.equal(' (95% interval 2 higher to 1 lower)');
  });

  it('has in the map of differences a number below 0 where the loss with batch norm is lower, as compare has', async () => {
    const { cells, sweep } = await sweepOf({ lr: '0.1,1', batchSize: '16,64' });
    const halved = cells.map(cell => {
      const median = cell.arm === 'batchnorm' ? 0.1 : 0.3;
      return { ...cell, trainLoss: { q25: median, median, q75: median } };
    });
    const map = renderMaps(halved, sweep, 10, styleOf(80))!;
    expect(map).to.contain('batchnorm - baseline');
    expect(map.split('batchnorm - baseline')[1]!.match(/-0\.20/g)).to.have.lengthOf(4);
    expect(map).to.match(/In the difference, a\s+number below 0 favours batchnorm\./);
  });

  it('says which points an incomplete sweep covers: those of one seed, which need not be the first', async () => {
    const { sweep } = await sweepOf({ lr: '0.01..1:3' }, 1);
    expect(scopeOfSweep({ ...sweep, cells: 2, used: 2 })).to.match(
      /^The sweep is not complete: these results cover the 2 of 3 points that were trained with one seed\. /,
    );
  });

  it('has no intervals with one seed', async () => {
    const { sweep } = await sweepOf({ lr: '0.01..1:3' }, 1);
    expect(sweep.ownBest).to.equal(null);
    expect(describeSweep(sweep, styleOf(80))).to.not.contain('interval');
  });
});

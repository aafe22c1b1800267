import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../../src/base/text/setting-names.ts';
import type { ResultEvent, SweepEvent } from '../../../src/events/events.ts';
import { LiveMap } from '../../../src/report/sweep/live-map.ts';

/** Losses above 10 look alike. */
const start = { guess: { loss: 1, score: 0 } };
const axis = (name: string, ...values: number[]) => ({ name, values, decades: null }) as SweepEvent['axes'][number];
const result = (arm: string, cell: object, trainLoss: number, diverged = false) =>
  ({ event: 'result', arm, cell, diverged, final: { trainLoss } }) as unknown as ResultEvent;

function mapOf(axes: SweepEvent['axes'], width = 80): LiveMap {
  return new LiveMap(axes, ['a', 'b'], { width, unicode: true, color: new Chalk({ level: 0 }), settingName: asFlag });
}

describe('the map of a running sweep', () => {
  const axes = [axis('initScale', 0.1, 1), axis('lr', 0.1, 1, 10)];

  it('has a digit for each cell that has a run, from 0 for the lowest median to 9', () => {
    const map = mapOf(axes);
    for (const loss of [0.5, 0.001, 0.4]) map.add(result('a', { initScale: 0.1, lr: 0.1 }, loss));
    map.add(result('a', { initScale: 1, lr: 10 }, 4));
    map.add(result('b', { initScale: 1, lr: 0.1 }, 1, true));
    expect(map.lines(start)).to.deep.equal([
      'a so far                 b so far',
      '            lr →                     lr →',
      'init-scale  0.1    10    init-scale  0.1    10',
      '        0.1  0                   0.1',
      '          1        9               1  ∞',
    ]);
  });

  it('has the mean of the middle two of an even number of runs, as the map of the end', () => {
    const map = mapOf([axis('lr', 0.1, 1)]);
    for (const [lr, loss, diverged] of [
      [0.1, 1, false],
      [0.1, 1, true],
      [1, 0.1, false],
    ] as const)
      map.add(result('a', { lr }, loss, diverged));
    expect(map.lines(start).at(-1)!.trim()).to.match(/^∞ +\d/);
  });

  it('is over the values of the axes before the last two', () => {
    const map = mapOf([axis('momentum', 0, 0.9), ...axes]);
    map.add(result('a', { momentum: 0, initScale: 1, lr: 1 }, 1));
    map.add(result('a', { momentum: 0.9, initScale: 0.1, lr: 1 }, 2));
    expect(
      map
        .lines(start)
        .join('\n')
        .match(/\d(?= |$)/gm),
    ).to.include.members(['0', '9']);
  });

  it('leaves out what a search trains beyond its points', () => {
    const map = mapOf([axis('lr', 0.1, 1)]);
    map.add(result('a', { lr: 0.3 }, 1));
    expect(map.lines(start).at(-1)!.trim()).to.equal('');
  });

  it('is not drawn where it does not fit', () => {
    expect(mapOf(axes, 30).lines(start)).to.deep.equal([]);
    expect(mapOf([axis('lr', ...Array(13).keys()), axis('momentum', 0, 1)]).lines(start)).to.deep.equal([]);
  });
});

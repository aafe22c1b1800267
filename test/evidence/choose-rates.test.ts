import { expect } from 'chai';
import type { PairEvent, ResultEvent } from '../../src/events/events.ts';
import { chooseRates, edgeWarnings } from '../../src/evidence/choose-rates.ts';
import type { Evaluation, PairRecord } from '../../src/experiment/pairs/records.ts';

const rates = [0.01, 0.1, 1];

/** A run with this best loss; a negative one is that of a run that diverged later. */
function run(arm: string, best: number) {
  const losses = [-9, Math.abs(best) + 1, Math.abs(best)];
  const evaluations = losses.map(validationLoss => ({ validationLoss }) as Evaluation);
  return { arm, evaluations, result: { diverged: best < 0 } as ResultEvent };
}

/** Best losses by seed, and for each by rate. */
function records(baseline: readonly number[][], batchnorm: readonly number[][]): PairRecord[] {
  const pair = { validationRows: 10 } as PairEvent;
  return baseline.flatMap((losses, seed) =>
    rates.map((lr, n) => ({
      seed,
      point: { lr },
      pair,
      runs: [run('baseline', losses[n]!), run('batchnorm', batchnorm[seed]![n]!)],
    })),
  );
}

describe('the learning rates of the arms', () => {
  it('are those with the lowest median of the best losses after training began', () => {
    const found = chooseRates(
      records(
        [
          [0.5, 0.4, 0.9],
          [0.5, 0.6, 0.9],
          [0.5, 0.4, 0.1],
        ],
        [
          [0.9, 0.5, 0.2],
          [0.9, 0.5, 0.3],
          [0.9, 0.5, 0.4],
        ],
      ),
      rates,
    );
    expect(found.chosen).to.deep.equal({ baseline: 0.1, batchnorm: 1 });
    expect(found.tried.batchnorm[2]).to.deep.equal({ lr: 1, medianLoss: 0.3 });
    expect(found.seeds).to.deep.equal([0, 1, 2]);
  });

  it('are not those at which most runs diverge, however low they came before', () => {
    const diverging = [
      [0.5, 0.4, -0.1],
      [0.5, 0.4, -0.1],
      [0.5, 0.4, 0.1],
    ];
    const found = chooseRates(records(diverging, diverging), rates);
    expect(found.chosen).to.deep.equal({ baseline: 0.1, batchnorm: 0.1 });
    expect(found.tried.baseline[2]!.medianLoss).to.equal(null);
  });

  it('are warned of at the edge of the list', () => {
    const found = chooseRates(records([[0.1, 0.2, 0.3]], [[0.3, 0.2, 0.1]]), rates);
    expect(edgeWarnings(found).map(({ message }) => message)).to.deep.equal([
      '⟪lr⟫: 0.01, the lowest rate of the list, is the best for the baseline; a lower one may be better, so add some',
      '⟪lr⟫: 1, the highest rate of the list, is the best for batch norm; a higher one may be better, so add some',
    ]);
    expect(edgeWarnings({ ...found, chosen: { baseline: 0.1, batchnorm: 0.1 } })).to.deep.equal([]);
  });
});

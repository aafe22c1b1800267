import { expect } from 'chai';
import { type ClaimContext, testClaims } from '../../../src/evidence/claims/claims.ts';
import { measureFaster } from '../../../src/evidence/claims/faster.ts';
import { measureInitialization } from '../../../src/evidence/claims/initialization.ts';
import type { Loss, Pair, ScalePair } from '../../../src/evidence/claims/pairs.ts';
import { measureRegularizes } from '../../../src/evidence/claims/regularizes.ts';
import { tInterval } from '../../../src/evidence/statistics/t-interval.ts';
import { claims } from '../../../src/settings/rows/evidence.ts';
import { expectClose } from '../../support/close.ts';
import { deviations } from '../../support/events-schema.ts';
import { readJson } from '../../support/fixtures.ts';

const context: ClaimContext = {
  alpha: 0.05,
  vary: ['split', 'init', 'order'],
  learningRate: { baseline: 0.1, batchnorm: 0.1 },
  rows: { train: 120, validation: 30 },
  stepCost: { ratio: 1.2 },
  rerun: claim => `bntrain evidence table.csv --claims ${claim}`,
};
const target = { share: 0.9 };
const steps = Array.from({ length: 21 }, (_, i) => 10 * i);

/** Losses that fall from 2 towards `floor`, at this rate an evaluation. */
function curve(rate: number, floor = 0): number[] {
  return steps.map((_, i) => floor + (2 - floor) * Math.exp(-rate * i));
}

function run(train: readonly Loss[], validation: readonly Loss[] | null = train) {
  return { trainLoss: train, trainEvalLoss: train, validationLoss: validation };
}

function pairOf(seed: number, baseline: Pair['baseline'], batchnorm: Pair['batchnorm']): Pair {
  return { seed, steps, nullLoss: 2, baseline, batchnorm };
}

/** Batch norm falls about three times as fast, to a validation loss that is lower by about 0.2. */
const pairs = Array.from({ length: 8 }, (_, i) => {
  const baseline = curve(0.12 + 0.006 * i);
  const batchnorm = curve(0.3 + 0.02 * i);
  const raised = (losses: number[], by: number) => losses.map(loss => loss + by);
  return pairOf(i + 1, run(baseline, raised(baseline, 0.3)), run(batchnorm, raised(batchnorm, 0.1 + 0.01 * i)));
});
const scales = [0.01, 0.1, 1, 10];
const scalePairs: ScalePair[] = pairs.map(({ seed }) => ({
  seed,
  nullLoss: 2,
  baseline: [2, 2, 0.1, null],
  batchnorm: [0.2, 0.1, 0.1, seed % 2 === 0 ? 0.1 : 1.9],
}));

const measureAll = () => [
  measureFaster(pairs, { target }),
  measureInitialization(scalePairs, scales, {}),
  measureRegularizes(pairs, { task: 'classification' }),
];

describe('the events of claims', () => {
  const events = testClaims(measureAll(), context);

  it('are as the schema has them, whatever the claims', () => {
    const untrained = pairs.map((pair, i) => (i < 3 ? { ...pair, baseline: run([2, null]) } : pair));
    const none = pairs.map(pair => pairOf(pair.seed, run([2], null), run([2], null)));
    const others = [
      ...testClaims([measureFaster(none, { target: { loss: 0.1 }, atBaselineRate: none })], {
        ...context,
        stepCost: null,
      }),
      ...testClaims([measureRegularizes(untrained, { task: 'regression' })], context),
      ...testClaims([measureRegularizes(none, { task: 'regression' })], context),
      ...testClaims(
        [measureInitialization([{ seed: 1, nullLoss: 2, baseline: [null, 2], batchnorm: [3, 2] }], [0.1, 1], {})],
        context,
      ),
      ...testClaims([measureFaster(pairs.slice(0, 1), { target })], context),
    ];
    for (const event of [...events, ...others]) expect(deviations(event as never), event.claim).to.deep.equal([]);
  });

  it('have a verdict with everything that it needs beside it', () => {
    expect(events.map(({ claim }) => claim)).to.deep.equal(claims);
    for (const event of events) {
      expect(event).to.include({
        verdict: 'SUPPORTED',
        reason: null,
        seeds: 8,
        alpha: 0.05,
        p: 2 / 256,
        pHolm: 6 / 256,
      });
      expect(event.rerun).to.equal(`bntrain evidence table.csv --claims ${event.claim}`);
      expect(event.shareBetter!.share).to.equal(1);
      expect(event.differences).to.have.length(8);
      expect(event.pairs.map(({ seed }) => seed)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
      const { low, high } = tInterval(event.differences!)!;
      expect(event.t95).to.deep.equal({ low, high });
      expect(event.bca95!.low).to.be.within(low - 0.1, event.estimate!);
    }
  });

  it('have units and smallest effects of their own', () => {
    expect(events.map(({ unit }) => unit)).to.deep.equal(['ln steps', 'decades', 'nats']);
    expectClose(
      events.map(event => event.smallestEffect),
      [Math.log(1.1), 0.5, 0.02],
    );
    const asked = [
      measureFaster(pairs, { target, smallestEffect: 1.2 }),
      measureInitialization(scalePairs, scales, { smallestEffect: 1 }),
      measureRegularizes(pairs, { task: 'regression', smallestEffect: 0.3 }),
    ];
    expectClose(
      testClaims(asked, context).map(event => event.smallestEffect),
      [Math.log(1.2), 1, 0.3],
    );
    expect(testClaims(asked, context)[2]).to.include({ unit: 'standardized squared error', verdict: 'NOT SUPPORTED' });
  });

  it('have an interval for new rows only where splits vary and rows are held out', () => {
    const wider = tInterval(events[0]!.differences!, { newRows: 0.25 });
    expect(events.map(({ t95NewRows }) => t95NewRows === null)).to.deep.equal([false, true, false]);
    expect(events[0]!.t95NewRows).to.deep.equal(wider);
    const fixed = testClaims(measureAll(), { ...context, vary: ['init'] });
    expect(fixed.map(({ t95NewRows }) => t95NewRows)).to.deep.equal([null, null, null]);
  });

  it('test time by the cost of a step, apart from the other claims', () => {
    const { seconds, estimate, differences } = events[0]!;
    expectClose([seconds!.estimate!, seconds!.ratio!], [estimate! - Math.log(1.2), Math.exp(estimate!) / 1.2]);
    expect(seconds).to.include({ verdict: 'SUPPORTED', reason: null, p: 2 / 256, stepCost: 1.2 });
    expect(seconds!.t95!.low).to.be.closeTo(tInterval(differences!)!.low - Math.log(1.2), 1e-12);
    const costly = testClaims(measureAll(), { ...context, stepCost: { ratio: 6 } });
    expect(costly[0]!.seconds).to.include({ verdict: 'REFUTED' });
    expect(costly[0]).to.include({ verdict: 'SUPPORTED', pHolm: events[0]!.pHolm });
    expect(costly[0]!.sentence).to.include('Fewer steps, but not less time: REFUTED');
    expect(testClaims(measureAll(), { ...context, stepCost: null })[0]!.seconds).to.equal(null);
  });

  it('have the estimate with other targets, by training loss and at the rate of the baseline', () => {
    const [event] = testClaims([measureFaster(pairs, { target, atBaselineRate: pairs })], context);
    expect(event!.sensitivity!.map(({ by, share }) => [by, share])).to.deep.equal([
      ['target', 0.5],
      ['target', 0.75],
      ['target', 1],
      ['trainLoss', 0.9],
      ['learningRate', 0.9],
    ]);
    const same = event!.sensitivity!.at(-1)!;
    expect([same.estimate, same.p]).to.deep.equal([event!.estimate, event!.pZero]);
  });

  it('say that times are coarse where the faster arm needs few evaluations, and count ties', () => {
    const quick = pairs.map((_, i) => pairOf(i, run(curve(1)), run(curve(i === 0 ? 1 : 3))));
    const [event] = testClaims([measureFaster(quick, { target })], context);
    expect(event).to.include({ coarse: true, ties: 1 });
    expect(event!.sentence).to.include('1 equal').and.to.include('⟪validateEvery⟫');
    expect(events[0]).to.include({ coarse: false, ties: 0 });
    // To 0.2 after three evaluations, and after four.
    for (const [needed, coarse] of [
      [3, true],
      [4, false],
    ] as const) {
      const fast = curve(Math.log(10) / needed + 1e-9);
      const [found] = testClaims(
        [measureFaster([pairOf(1, run(curve(0.3)), run(fast))], { target: { loss: 0.2 } })],
        context,
      );
      expect(found!.pairs[0]!.batchnorm.steps).to.equal(10 * needed);
      expect(found!.coarse).to.equal(coarse);
    }
  });

  it('show beside the claim what else a user asks', () => {
    expectClose([events[2]!.finalGap!.baseline!], [0.3]);
    expect(events[2]!.bestDifference!.mean).to.be.above(0.1);
    expectClose([events[1]!.shareOfGain!.baseline!], [0.25]);
    expect(events[1]!.pairs[0]!.batchnorm).to.include({ decades: 3, atEdge: true });
  });
});

describe('claims that cannot be tested', () => {
  const only = (measured: ReturnType<typeof measureFaster>, others = context) => testClaims([measured], others)[0]!;

  it('are those whose target neither arm reached in most pairs', () => {
    const event = only(measureFaster(pairs, { target: { loss: -1 } }));
    expect(event).to.include({
      verdict: 'INCONCLUSIVE',
      reason: 'target not reached',
      p: 1,
      pHolm: 1,
      estimate: null,
      t95: null,
    });
    expect(event.seconds).to.include({ verdict: 'INCONCLUSIVE', reason: 'target not reached' });
    expect(event.sentence).to.include('In 8 of 8 pairs neither arm reached the target.');
    const half = pairs.map((pair, i) => (i < 4 ? pairOf(pair.seed, run([2]), run([2])) : pair));
    expect(only(measureFaster(half, { target })).reason).to.not.equal('target not reached');
  });

  it('are those in which a pair has no equal training loss', () => {
    const some = pairs.map((pair, i) => (i === 5 ? pairOf(pair.seed, run([2, null]), pair.batchnorm) : pair));
    const event = only(measureRegularizes(some, { task: 'classification' }));
    expect(event).to.include({ reason: 'untrained pairs', differences: null, pZero: null });
    expect(event.pairs[5]).to.include({ difference: null, level: null });
    expect(event.pairs[0]!.difference).to.be.above(0);
    expect(event.finalGap!.baseline).to.equal(null);
    expect(event.sentence).to.include('In 1 of 8 pairs an arm did not train');
  });

  it('are that about validation loss without validation rows; the time is then that of the training loss', () => {
    const blind = pairs.map(pair =>
      pairOf(pair.seed, run(pair.baseline.trainLoss, null), run(pair.batchnorm.trainLoss, null)),
    );
    expect(only(measureRegularizes(blind, { task: 'classification' }))).to.include({ reason: 'no validation rows' });
    const event = only(measureFaster(blind, { target }));
    expect(event).to.include({ measure: 'trainLoss', verdict: 'SUPPORTED' });
    expect(event.sensitivity!.map(({ by }) => by)).to.deep.equal(['target', 'target', 'target']);
  });

  it('are that about scales where nothing trains in most pairs', () => {
    const none = scalePairs.map((pair, i) => (i < 5 ? { ...pair, baseline: [2, null], batchnorm: [2, 2] } : pair));
    expect(only(measureInitialization(none, scales, {}))).to.include({
      reason: 'nothing trains',
      verdict: 'INCONCLUSIVE',
    });
  });

  it('keep their place among the claims', () => {
    const blocked = measureRegularizes(
      pairs.map(pair => pairOf(pair.seed, run([2]), run([2]))),
      { task: 'classification' },
    );
    const [first] = testClaims([measureFaster(pairs, { target }), blocked], context);
    expect(first!.pHolm).to.equal(2 * first!.p);
  });
});

describe('the sentences of claims', () => {
  /** Claims with these differences. */
  function sentences(claims: readonly any[], others: Partial<ClaimContext> = {}): string[] {
    const measured = measureAll().map((each, i) => ({ ...each, ...claims[i] }));
    return testClaims(measured.slice(0, claims.length), { ...context, stepCost: null, ...others }).map(
      ({ sentence }) => sentence,
    );
  }
  const scope =
    'This holds for this table and network, at a learning rate of 0.1, averaged over splits, initial weights and batch orders.';
  const untimed = 'Times were not compared: the cost of a step was not measured.';
  const fixtures = readJson('evidence/stats.json').verdicts;
  const ofFixture = (name: string) =>
    fixtures[name].claims.map(({ d, delta }: any) => ({
      differences: d,
      smallestEffect: delta,
      own: {},
      pairs: [{ baseline: {}, batchnorm: {} }],
    }));

  it('have the finding, its interval, the smallest effect and the scope', () => {
    expect(sentences(ofFixture('twenty seeds, all clear'))).to.deep.equal([
      `Faster: SUPPORTED. Batch norm needs 1.8× fewer steps to the target (95% interval 1.7× to 1.9×; 20 pairs, 20 better), more than the 1.1× that counts (adjusted p < 0.001). ${untimed} ${scope}`,
      `Forgives poor initialization: SUPPORTED. With batch norm, the range of initial scales that train is 3.0 decades wider (95% interval 2.9 to 3.2; 20 pairs, 20 better), more than the 0.50 that counts (adjusted p < 0.001). ${scope}`,
      `Regularizes: SUPPORTED. At equal training loss, the validation loss of batch norm is 0.19 lower (95% interval 0.17 to 0.22; 20 pairs, 20 better), more than the 0.023 that counts (adjusted p < 0.001). ${scope}`,
    ]);
  });

  it('say what speaks against a claim', () => {
    expect(sentences(ofFixture('twenty seeds, all against'))).to.deep.equal([
      `Faster: REFUTED. Batch norm needs 1.6× as many steps to the target (95% interval 1.6× to 1.7×; 20 pairs, 0 better), by more than the 1.1× that counts: the opposite is supported (adjusted p < 0.001). ${untimed} ${scope}`,
      `Forgives poor initialization: NOT SUPPORTED. With batch norm, the range of initial scales that train is 0.098 decades narrower (95% interval 0.013 to 0.18; 20 pairs, 5 better), where 0.50 wider would count (adjusted p < 0.001). ${scope}`,
      `Regularizes: NOT SUPPORTED. At equal training loss, the validation loss of batch norm is 0.0030 higher (95% interval 0.0014 to 0.0047; 20 pairs, 5 better), where 0.023 lower would count (adjusted p < 0.001). ${scope}`,
    ]);
  });

  it('say why nothing can be said, and how many seeds would decide', () => {
    const found = sentences(ofFixture('ten seeds, undecided'));
    expect(found[0]).to.include(
      'may be on either side of the smallest effect that counts, 1.1× fewer (adjusted p = 1). The estimate is so close to it that more seeds may not decide.',
    );
    expect(found[2]).to.include(
      '0.0033 lower (95% interval 0.040 higher to 0.047 lower; 10 pairs, 7 better): may be on either side of the smallest effect that counts, 0.023 lower (adjusted p = 0.98). About 100 seeds would decide.',
    );
    expect(sentences(ofFixture('six seeds are too few for three claims'))[0]).to.include(
      'too few seeds; 3 claims need at least 7 seeds.',
    );
  });

  it('name the learning rate of each arm, and what varies', () => {
    const [found] = sentences([{}], { learningRate: { baseline: 0.01, batchnorm: 0.3 }, vary: ['order'] });
    expect(found).to.include(
      "at each arm's own learning rate (0.01 without batch norm, 0.3 with), averaged over batch orders.",
    );
  });

  it('have no adjusted p-value where one claim is tested', () => {
    expect(sentences([{}])[0]).to.include('(p = 0.0078)');
  });

  it('say that an answer depends on the rule where another rule gives the opposite', () => {
    const sensitivity = [
      { by: 'target', share: 0.5, estimate: -0.5, t95: null, p: 0.01 },
      { by: 'trainLoss', share: 0.9, estimate: -0.5, t95: null, p: 0.2 },
      { by: 'learningRate', share: 0.9, estimate: 0.5, t95: null, p: 0.01 },
    ];
    expect(sentences([{ own: { sensitivity } }])[0]).to.include(
      'The answer depends on the rule: with a target of 50% it needs 1.6× as many steps (p = 0.01).',
    );
    expect(sentences([{}])[0]).to.not.include('depends');
    const lagging = sensitivity.map(rule => (rule.by === 'trainLoss' ? { ...rule, estimate: 0.5, p: 0.01 } : rule));
    const against = { differences: Array(8).fill(-0.5), own: { sensitivity: lagging } };
    expect(sentences([against])[0]).to.include('Validation uses running statistics, which lag behind');
  });

  it('say that a range which reaches the edge of the grid may be wider', () => {
    const [, found] = sentences([{}, {}]);
    expect(found).to.match(
      /scales from \S+ to \S+ were tried; with batch norm the range reaches the edge of that grid, so it may be wider\./,
    );
  });
});

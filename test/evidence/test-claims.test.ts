import { expect } from 'chai';
import type { PairEvent, ResultEvent } from '../../src/events/events.ts';
import { evidenceExperiment } from '../../src/evidence/evidence.ts';
import { atOneRate, claimsOf as claimsOfTested } from '../../src/evidence/test-claims.ts';
import type { Evaluation, PairRecord } from '../../src/experiment/pairs/records.ts';
import type { Study } from '../../src/experiment/pairs/study.ts';
import type { GivenSettings } from '../../src/settings/config.ts';
import { deviations } from '../support/events-schema.ts';

const NULL_LOSS = 1;
const claimsOf = (of: Study, stepCost: number | null) =>
  claimsOfTested(atOneRate(of), stepCost === null ? fewSteps : { ratio: stepCost, unmeasured: null });
const fewSteps = { ratio: null, unmeasured: 'few-steps' } as const;

/** Losses by epoch; NaN ends a run that diverged. */
function evaluationsOf(losses: readonly number[], stepsPerEpoch: number): Evaluation[] {
  return losses.map((loss, epoch) => ({
    epoch,
    step: epoch * stepsPerEpoch,
    seconds: epoch,
    trainLoss: loss,
    validationLoss: loss,
    validationScore: 0.5,
    trainEvalLoss: loss,
  }));
}

interface Losses {
  readonly baseline: readonly number[];
  readonly batchnorm: readonly number[];
}

/** 100 training rows in batches of 10. */
function record(seed: number, point: PairRecord['point'], { baseline, batchnorm }: Losses): PairRecord {
  const run = (arm: string, losses: readonly number[]) => ({
    arm,
    evaluations: evaluationsOf(losses, 10),
    result: {} as ResultEvent,
  });
  const pair = { seed, trainRows: 100, validationRows: 25, nullLoss: NULL_LOSS } as PairEvent;
  return { seed, point, pair, runs: [run('baseline', baseline), run('batchnorm', batchnorm)] };
}

function study(
  given: GivenSettings,
  losses: (seed: number, scale: number) => Losses,
  rest: Partial<Study> = {},
): Study {
  const asked = evidenceExperiment(['table.csv'], { epochs: 4, batchSize: 10, lr: 0.1, seeds: 8, ...given });
  const seeds = Array.from({ length: asked.config.seeds }, (_, n) => n + 1);
  const points = asked.points ?? [{}];
  const records = seeds.flatMap(seed => points.map(point => record(seed, point, losses(seed, point.initScale ?? 1))));
  const experiment = { ...asked, decided: [] } as unknown as Study['experiment'];
  const none = { tasks: [], meter: { stepCosts: async () => [] }, signal: undefined, train: async () => [] };
  return { experiment, task: 'classification', records, pairs: records.length, ...none, ...rest };
}

const slow = [1, 0.8, 0.6, 0.4, 0.2];
const fast = [1, 0.2, 0.2, 0.2, 0.2];
const flat = [1, 1, 1, 1, 1];
const diverged = [1, Number.NaN];

describe('the claims of a study', () => {
  it('are supported where batch norm is faster in all pairs and trains at more scales', () => {
    const found = claimsOf(
      study({ claims: 'faster,initialization' }, (_, scale) => ({
        baseline: scale < 0.5 ? flat : slow,
        batchnorm: fast,
      })),
      1.2,
    );
    expect(found.map(({ claim, verdict }) => [claim, verdict])).to.deep.equal([
      ['faster', 'SUPPORTED'],
      ['initialization', 'SUPPORTED'],
    ]);
    const [faster, initialization] = found;
    expect(faster!.pairs[0]).to.deep.include({
      baseline: { steps: 40, reached: true },
      batchnorm: { steps: 10, reached: true },
    });
    expect(faster!.seconds!.stepCost).to.equal(1.2);
    expect(initialization!.estimate).to.be.closeTo(3, 1e-9);
    expect(initialization!.scales!.map(({ initScale }) => initScale)).to.deep.equal(
      initialization!.scales!.map(({ initScale }) => initScale).toSorted((a, b) => a - b),
    );
    expect(initialization!.scales![0]).to.include({ baseline: 0, batchnorm: 1 });
  });

  it('say nothing in favour of either arm where both are the same', () => {
    const [faster, , regularizes] = claimsOf(
      study({}, () => ({ baseline: slow, batchnorm: slow })),
      1,
    );
    expect(faster).to.include({ verdict: 'NOT SUPPORTED', estimate: 0, ratio: 1, pZero: 1 });
    expect(regularizes).to.include({ verdict: 'NOT SUPPORTED', estimate: 0, pZero: 1 });
  });

  it('give a run that diverged the steps after its budget', () => {
    const [faster] = claimsOf(
      study({ claims: 'faster' }, () => ({ baseline: fast, batchnorm: diverged })),
      null,
    );
    expect(faster!.pairs[0]!.batchnorm).to.deep.equal({ steps: 50, reached: false });
    expect(faster!.verdict).to.equal('REFUTED');
    expect(faster!.seconds).to.equal(null);
    expect(faster!.sentence).to.contain('Times were not compared: an arm did fewer than 30 steps.');
  });

  it('cannot be tested where nothing is learned', () => {
    const found = claimsOf(
      study({}, () => ({ baseline: flat, batchnorm: diverged })),
      1,
    );
    expect(found.map(({ verdict, reason }) => [verdict, reason])).to.deep.equal([
      ['INCONCLUSIVE', 'target not reached'],
      ['INCONCLUSIVE', 'nothing trains'],
      ['INCONCLUSIVE', 'untrained pairs'],
    ]);
    for (const event of found) expect(deviations(event)).to.deep.equal([]);
    expect(found[0]!.sentence).to.contain('in 8 hardly anything was learned');
  });

  it('have no verdict if a signal ended the run, however clear the pairs are', () => {
    const whole = study({}, () => ({ baseline: slow, batchnorm: fast }));
    const ended = { ...whole, records: whole.records.filter(({ seed }) => seed < 8) };
    const found = claimsOf(ended, 1);
    expect(found).to.have.lengthOf(3);
    for (const { verdict, reason, seeds, sentence, p } of found) {
      expect({ verdict, reason, seeds, p }).to.deep.equal({
        verdict: 'INCONCLUSIVE',
        reason: 'interrupted',
        seeds: 7,
        p: 1,
      });
      expect(sentence).to.contain(
        'Interrupted after 7 of 8 pairs; a verdict needs all seeds that were fixed before the start.',
      );
    }
    expect(found[0]!.sentence).to.contain('So far: ');
    for (const event of found) expect(deviations(event)).to.deep.equal([]);
  });

  it('leave out those of which a signal left no whole pair', () => {
    const whole = study({}, () => ({ baseline: slow, batchnorm: fast }));
    const found = claimsOf({ ...whole, records: whole.records.slice(0, 3) }, 1);
    expect(found.map(({ claim }) => claim)).to.deep.equal(['faster', 'regularizes']);
  });

  it('go by the smallest effects and the target that are asked for', () => {
    const losses = () => ({ baseline: [1, 0.6, 0.3, 0.2, 0.2], batchnorm: [1, 0.3, 0.2, 0.2, 0.2] });
    const verdictOf = (given: GivenSettings) => claimsOf(study({ claims: 'faster', ...given }, losses), 1)[0]!;
    expect(verdictOf({}).ratio).to.be.closeTo(1.5, 1e-9);
    expect(verdictOf({ smallestEffect: 'faster=1.2' }).verdict).to.equal('SUPPORTED');
    expect(verdictOf({ smallestEffect: 'faster=2' }).verdict).to.equal('NOT SUPPORTED');
    expect(verdictOf({ targetLoss: 0.6 }).ratio).to.equal(1);
    expect(verdictOf({ targetShare: '80%' }).ratio).to.equal(2);
  });
});

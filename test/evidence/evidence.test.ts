import { expect } from 'chai';
import { evaluationSteps } from '../../src/evidence/budget.ts';
import { evidenceExperiment } from '../../src/evidence/evidence.ts';
import { rerunCommand } from '../../src/evidence/rerun.ts';
import { comparedArms } from '../../src/experiment/arms.ts';
import type { ReadyExperiment } from '../../src/experiment/ready.ts';
import type { GivenSettings } from '../../src/settings/config.ts';

const experiment = (given: GivenSettings) => evidenceExperiment(['table.csv'], given);

describe('the experiment of evidence', () => {
  it('has 20 seeds, and initial scales of which the first is that of the other claims', () => {
    const { config, points, arms } = experiment({});
    expect(config.seeds).to.equal(20);
    expect(arms).to.equal(comparedArms);
    const scales = points!.map(({ initScale }) => initScale!);
    expect(scales[0]).to.equal(1);
    expect(scales.toSorted((a, b) => a - b).map(scale => Number(scale.toPrecision(3)))).to.deep.equal([
      0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316, 1, 3.16, 10,
    ]);
  });

  it('is the same with the settings of its start event', () => {
    const { config, points } = experiment({});
    expect(experiment({ ...config, ...points![0] })).to.deep.equal(experiment({}));
  });

  it('trains only what the claims need', () => {
    expect(experiment({ claims: 'faster' }).points).to.equal(undefined);
    expect(experiment({ claims: 'faster' }).config.trainEvalRows).to.equal(null);
    expect(experiment({ claims: 'regularizes' }).config.trainEvalRows).to.equal('all');
    expect(experiment({ claims: 'regularizes', trainEvalRows: 50 }).config.trainEvalRows).to.equal(50);
    const [own, other] = experiment({}).points!;
    expect(own).to.deep.equal({ initScale: 1 });
    expect(other).to.include({ trainEvalRows: null });
  });

  it('has several learning rates beside its settings, from the lowest up', () => {
    const several = experiment({ lr: '1,0.01,0.1' });
    expect(several.rates).to.deep.equal([0.01, 0.1, 1]);
    expect(several.config.lr).to.equal(null);
    expect(experiment({ lr: '0.3' }).rates).to.equal(undefined);
    expect(experiment({ lr: '0.3' }).config.lr).to.equal(0.3);
  });

  it('takes a single initial scale where no range of scales is tested', () => {
    expect(experiment({ claims: 'faster', initScale: 0.5 }).config.initScale).to.equal(0.5);
  });

  const refusals: readonly (readonly [GivenSettings, string])[] = [
    [{ seeds: 1 }, '⟪seeds⟫: got 1; one pair has no spread to test with, so take at least 7 seeds'],
    [{ seeds: 1, claims: 'faster' }, 'take at least 6 seeds'],
    [{ patience: 3 }, '⟪patience⟫: would end the arms of a pair at different epochs'],
    [{ layers: 'none' }, '⟪layers=none⟫: has no hidden layer to normalize'],
    [{ validation: 0 }, '⟪validation=0⟫: the claim regularizes takes validation rows'],
    [{ initFrom: 'x' }, '⟪initFrom⟫: the claim initialization draws initial weights'],
    [{ alpha: 0 }, "⟪alpha⟫: got '0', takes a number from 0.001 to 0.5"],
    [{ claims: 'foo' }, "⟪claims⟫: got 'foo', takes one or more of faster, initialization, regularizes"],
    [{ claims: [] }, '⟪claims⟫: got'],
    [{ initScale: '1' }, '⟪initScale⟫: got 1; the claim initialization takes several scales'],
    [{ initScale: [] }, '⟪initScale⟫: got'],
    [
      { initScale: '0.1..10:5', claims: 'faster' },
      '⟪initScale⟫: got several scales, which only the claim initialization takes',
    ],
    [{ initScale: '1,2,8' }, '⟪initScale⟫: takes scales with equal ratios'],
    [{ initScale: '0.01,1,100' }, '⟪initScale⟫: its scales are 2 decades apart, more than the smallest effect of 0.5'],
    [
      { initScale: '0.2,0.4,0.8' },
      '⟪initScale⟫: takes scales with 1 among them, at which faster and regularizes are tested',
    ],
    [
      { claims: 'faster', smallestEffect: 'regularizes=1' },
      '⟪smallestEffect⟫: names regularizes, which ⟪claims⟫ leaves out',
    ],
    [{ smallestEffect: 'faster=0.9' }, "⟪smallestEffect⟫: got 'faster=0.9'"],
    [{ targetShare: '80%', targetLoss: 0.1 }, '⟪targetLoss⟫: got ⟪targetShare⟫ too'],
    [{ claims: 'regularizes', targetLoss: 0.1 }, '⟪targetLoss⟫: is of the claim faster'],
  ];
  for (const [given, message] of refusals) {
    it(`refuses ${JSON.stringify(given)} in one line`, () => {
      expect(() => experiment(given)).to.throw(message);
    });
  }

  it('takes smallest effects as a text and by name, each once', () => {
    const effects = (smallestEffect: unknown) => experiment({ smallestEffect }).config.smallestEffect;
    expect(effects('faster=1.2, init=1,regularizes=0')).to.deep.equal({
      faster: 1.2,
      initialization: 1,
      regularizes: 0,
    });
    expect(effects({ faster: 1.2 })).to.deep.equal({ faster: 1.2 });
    for (const given of [
      'faster=1.2,faster=2',
      'faster',
      'faster=',
      'faster=1=2',
      'init=0',
      'faster=x',
      '',
      {},
      [],
      { faster: null },
    ]) {
      expect(() => effects(given), JSON.stringify(given)).to.throw('⟪smallestEffect⟫: got');
    }
  });

  it('takes coarser scales with a larger smallest effect', () => {
    expect(experiment({ initScale: '0.01,0.1,1', smallestEffect: { initialization: 1 } }).points).to.have.lengthOf(3);
  });
});

describe('the evaluations of a budget', () => {
  it('are those at the ends of epochs, and the validations within them', () => {
    const of = (validateEvery: number | null) =>
      evaluationSteps(
        {
          arms: comparedArms,
          config: { ...experiment({}).config, batchSize: 10, epochs: 2, validateEvery } as ReadyExperiment['config'],
        },
        50,
      );
    expect(of(null)).to.deep.equal([0, 5, 10]);
    expect(of(2)).to.deep.equal([0, 2, 4, 5, 6, 8, 10]);
  });
});

describe('the command that repeats evidence', () => {
  const commandOf = (given: GivenSettings) => {
    const asked = experiment(given);
    // As the first pair has it.
    const config = { ...asked.config, ...asked.points?.[0], lr: 0.1 } as ReadyExperiment['config'];
    return rerunCommand({ ...asked, config, decided: ['lr'] });
  };

  it('has the seeds, and the settings that are not at their defaults', () => {
    expect(commandOf({})).to.equal('bntrain evidence table.csv --seeds 20');
    expect(
      commandOf({ claims: 'faster', layers: '8x2', seed: 5, smallestEffect: 'faster=1.3', shuffle: false }),
    ).to.equal(
      'bntrain evidence table.csv --no-shuffle --layers 8,8 --seed 5 --seeds 20 --claims faster --smallest-effect faster=1.3',
    );
  });

  it('has all of several learning rates', () => {
    expect(commandOf({ claims: 'faster', lr: '0.01,0.1' })).to.equal(
      'bntrain evidence table.csv --seeds 20 --claims faster --lr 0.01,0.1',
    );
  });

  it('has initial scales that are not the usual ones', () => {
    expect(commandOf({ claims: 'initialization', initScale: '0.5,1,2' })).to.equal(
      'bntrain evidence table.csv --seeds 20 --claims initialization --init-scale 0.5,1,2',
    );
    expect(commandOf({ claims: 'faster', initScale: 2 })).to.contain('--init-scale 2');
  });
});

import { expect } from 'chai';
import { type Evaluation, lossesOfRun, type PairRecord, withoutCurves } from '../../../src/experiment/pairs/records.ts';

const evaluation = (epoch: number, validationLoss: number | null): Evaluation => ({
  ...{ epoch, step: 2 * epoch, seconds: epoch, trainLoss: 2 / (1 + epoch), trainEvalLoss: null },
  ...{ validationLoss, validationScore: validationLoss === null ? null : 1 - validationLoss },
});

function recordOf(losses: readonly (number | null)[], diverged = false): PairRecord {
  const evaluations = losses.map((loss, epoch) => evaluation(epoch, loss));
  const result = { diverged, final: { trainLoss: 0.5 } };
  const run = { arm: 'baseline', evaluations, result };
  return { seed: 1, point: {}, runs: [run], pair: {} } as unknown as PairRecord;
}

describe('records of pairs', () => {
  const cases = { lowest: [0.1, 0.6, 0.3, 0.4], 'not finite': [0.9, Number.NaN, Number.NaN], untested: [null, null] };
  for (const [name, losses] of Object.entries(cases)) {
    it(`have the losses that a sweep compares without their curves, too: ${name}`, () => {
      const record = recordOf(losses);
      const brief = withoutCurves(record);
      expect(brief.runs.map(lossesOfRun)).to.deep.equal(record.runs.map(lossesOfRun));
      expect(brief.runs[0]!.evaluations.length).to.be.at.most(2);
    });
  }

  it('have the lowest validation loss after training began', () => {
    expect(lossesOfRun(recordOf(cases.lowest).runs[0]!)).to.deep.equal({
      ...{ arm: 'baseline', trainLoss: 0.5 },
      ...{ validationLoss: 0.3, validationScore: 0.7 },
    });
  });

  it('have no losses of a run that diverged', () => {
    expect(lossesOfRun(recordOf(cases.lowest, true).runs[0]!)).to.deep.equal({
      ...{ arm: 'baseline', trainLoss: null },
      ...{ validationLoss: null, validationScore: null },
    });
  });
});

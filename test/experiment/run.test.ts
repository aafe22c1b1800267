import { expect } from 'chai';
import { armOf, comparedArms } from '../../src/experiment/arms.ts';
import { type Run, runConfig, runDigest, runsOf } from '../../src/experiment/run.ts';
import { makeConfig } from '../../src/settings/config.ts';

const config = makeConfig({});
const data = ['9cc1c345c71bcc9b486b74cbf6063fa66f4bb5e0f603a4b3c3471ec2e5e8e355'];
const run: Run = { arm: armOf('batch'), seed: 1, point: {} };

describe('the runs of an experiment', () => {
  it('are all arms with all seeds at all points, the arms of a seed together', () => {
    const runs = runsOf(comparedArms, [1, 2], [{ lr: 0.1 }, { lr: 0.2 }]);
    const names = runs.map(({ arm, seed, point }) => `${arm.name} ${seed} ${point.lr}`);
    expect(names).to.have.lengthOf(8);
    expect(names.slice(0, 3)).to.deep.equal(['baseline 1 0.1', 'batchnorm 1 0.1', 'baseline 2 0.1']);
  });

  it('have the settings of the experiment, of the point, of the arm and of the seed, each in the place of those before', () => {
    const arm = { name: 'a', overrides: { lr: 3 } };
    expect(runConfig({ arm, seed: 7, point: { lr: 2, momentum: 0.5 } }, config)).to.deep.equal({
      ...config,
      ...{ lr: 3, momentum: 0.5, seed: 7 },
    });
  });
});

describe('the digest of a run', () => {
  const digest = (changed: Partial<Run>, settings = {}, files = data, version = '1') =>
    runDigest({ ...run, ...changed }, makeConfig(settings), files, version);
  const own = digest({});

  it('is a SHA-256, the same every time', () => {
    expect(own).to.match(/^[0-9a-f]{64}$/);
    expect(digest({})).to.equal(own);
  });

  it('knows a file that validates by its digest, wherever it is', () => {
    expect(digest({}, { validation: 'a.csv' })).to.equal(digest({}, { validation: 'b/c.csv' }));
    expect(digest({}, { validation: 'a.csv' })).not.to.equal(digest({}, { validation: 0.3 }));
  });

  it('is another for another arm, seed, point, setting, data or version', () => {
    const others = [
      digest({ arm: armOf('none') }),
      digest({ seed: 2 }),
      digest({ point: { lr: 0.2 } }),
      digest({}, { epochs: 21 }),
      digest({}, {}, ['other.csv']),
      digest({}, {}, [...data, ...data]),
      digest({}, {}, data, '2'),
    ];
    expect(new Set([own, ...others]).size).to.equal(1 + others.length);
  });

  it('is the same for another name of the arm, for settings that change no result, and for a value from elsewhere', () => {
    expect(digest({ arm: { ...run.arm, name: 'other' } })).to.equal(own);
    expect(digest({}, { threads: 3, cache: false, logSteps: 5 })).to.equal(own);
    expect(digest({ point: { lr: 0.2 } })).to.equal(digest({}, { lr: 0.2 }));
  });
});

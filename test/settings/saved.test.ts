import { expect } from 'chai';
import { makeConfig } from '../../src/settings/config.ts';
import { savedConfig } from '../../src/settings/saved.ts';
import { settingKeys } from '../../src/settings/table.ts';

/** Files that were written before a setting came have to stay byte for byte. */
const firstSettings =
  `target task numeric categorical drop keep dateOrder maxCategories standardize where sample validation
  shuffle group time weight classWeights delimiter quote comment header skip encoding decimal thousands na onError memory cache
  cacheDir layers activation init initScale initFrom bnMomentum bnEps bnStats epochs batchSize lr momentum nesterov weightDecay
  schedule warmup clipNorm patience seed logSteps engine threads`.split(/\s+/);

describe('a saved config', () => {
  it('has the settings of the first version in their order, and no later one that is at its default', () => {
    expect(Object.keys(savedConfig(makeConfig({})))).to.deep.equal(firstSettings);
  });

  it('gives the same config when it is read', () => {
    const config = makeConfig({ activation: 'tanh', bnStats: 'keras', layers: '5x2', na: 'a,b', validation: 'v.csv' });
    expect(makeConfig(JSON.parse(JSON.stringify(savedConfig(config))))).to.deep.equal(config);
  });

  it('does not have a library, whose code would run', () => {
    expect(savedConfig(makeConfig({ engine: 'blas', blas: '/elsewhere/blas.so' }))).to.not.have.property('blas');
  });
});

describe('a config', () => {
  it('has every setting of the table, those of the first version first', () => {
    const keys = Object.keys(makeConfig({}));
    expect(keys).to.have.members(settingKeys);
    expect(keys.slice(0, firstSettings.length)).to.deep.equal(firstSettings);
  });
});

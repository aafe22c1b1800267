import { expect } from 'chai';
import { comparedArms } from '../../src/experiment/arms.ts';
import { isSmall } from '../../src/experiment/small-work.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { temporaryFolder } from '../support/bntrain.ts';

describe('a training', () => {
  const folder = temporaryFolder();
  const isSmallOf = (bytes: number, given = {}) => {
    const path = folder.write('table.csv', 'x'.repeat(bytes));
    return isSmall({ command: 'compare', paths: [path], arms: comparedArms, config: makeConfig(given) });
  };

  it('is small if all arms are trained before another thread has started', () => {
    expect(isSmallOf(4_000)).to.equal(true);
    expect(isSmallOf(260_000)).to.equal(false);
  });

  it('is not small with a large network, or many epochs or steps', () => {
    expect(isSmallOf(4_000, { layers: '1000,1000' })).to.equal(false);
    expect(isSmallOf(4_000, { epochs: '1000' })).to.equal(false);
    expect(isSmallOf(4_000, { steps: '10000' })).to.equal(false);
    expect(isSmallOf(4_000, { steps: '40' })).to.equal(true);
  });

  it('is not known to be small from a pipe, a directory or a missing file', () => {
    for (const path of ['-', folder.path, 'missing.csv']) {
      expect(isSmall({ command: 'compare', paths: [path], arms: comparedArms, config: makeConfig({}) })).to.equal(
        false,
      );
    }
  });
});

import { expect } from 'chai';
import { factsFrom, metadataFor } from '../../src/saved/metadata.ts';
import type { SavedNetwork } from '../../src/saved/model.ts';
import { someFacts } from '../support/models.ts';

/** The network's text in a file. */
function saved(network: Partial<SavedNetwork>): string {
  return metadataFor({ ...someFacts, network: { ...someFacts.network, ...network } }).network!;
}

function read(changes: object): unknown {
  const metadata = metadataFor(someFacts);
  const network = JSON.stringify({ ...JSON.parse(metadata.network!), ...changes });
  return factsFrom({ ...metadata, network }).network.norm;
}

describe('the network in a model file', () => {
  it('says batchNorm, as files of the first version do, and names any other norm behind the rest', () => {
    const { widths, activation, bnMomentum, bnEps, bnStats } = someFacts.network;
    const settings = { bnMomentum, bnEps, bnStats };
    const old = (batchNorm: boolean) => JSON.stringify({ widths, activation, batchNorm, ...settings });
    expect(saved({ norm: 'none' })).to.equal(old(false));
    expect(saved({ norm: 'batch' })).to.equal(old(true));
    const layer = JSON.stringify({ widths, activation, batchNorm: false, ...settings, norm: 'layer' });
    expect(saved({ norm: 'layer' })).to.equal(layer);
  });

  it('is read with its norm, and refused where it has two or one that there is not', () => {
    expect(read({ batchNorm: true })).to.equal('batch');
    expect(read({ batchNorm: false })).to.equal('none');
    expect(read({ batchNorm: false, norm: 'layer' })).to.equal('layer');
    expect(() => read({ batchNorm: true, norm: 'layer' })).to.throw('one norm');
    expect(() => read({ batchNorm: false, norm: 'layer', folded: true })).to.throw(
      'no norm where batch norm is folded',
    );
    expect(() => read({ batchNorm: false, norm: 'group' })).to.throw('one of layer');
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { foldModel } from '../../src/saved/fold.ts';
import { readLayers } from '../../src/saved/read-layers.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { modelBytes } from '../../src/saved/write-model.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { ensembleOf } from '../support/ensembles.ts';
import { numericInput, randomModel } from '../support/small-models.ts';

const folder = temporaryFolder();
const models = [1, 2, 3].map(seed => randomModel([4], { norm: 'batch' }, [numericInput('a')], ['x', 'y'], seed));
const ensemble = ensembleOf(models);

function written(bytes: Uint8Array): string {
  const path = join(folder.path, 'ensemble.safetensors');
  writeFileSync(path, bytes);
  return path;
}

describe('the model file of an ensemble', () => {
  it('names tensors as a torch.nn.ModuleList does, and gives back all that was written', () => {
    const read = readModel(written(modelBytes(ensemble)));
    expect([...read.tensors.keys()]).to.include.members(['0.0.weight', '1.1.running_mean', '2.3.bias']);
    expect(read.results).to.deep.equal(ensemble.results);
    expect(read.ensemble).to.deep.equal(ensemble.ensemble);
    expect(new Map([...read.tensors].sort())).to.deep.equal(new Map([...ensemble.tensors].sort()));
  });

  it('has a format of its own, and a single network has the format of before', () => {
    expect(Buffer.from(modelBytes(ensemble)).toString('latin1')).to.include('"format":"bntrain-model/2"');
    expect(Buffer.from(modelBytes(models[0]!)).toString('latin1')).to.include('"format":"bntrain-model/1"');
  });

  it('is refused if a network or a result is missing', () => {
    const less = { ...ensemble, results: ensemble.results.slice(1) };
    expect(() => readModel(written(modelBytes(less)))).to.throw(UserError, 'it has not a result for each network');
    const renamed = Buffer.from(modelBytes(ensemble)).toString('latin1').replace('"2.3.bias"', '"3.3.bias"');
    expect(() => readModel(written(Buffer.from(renamed, 'latin1')))).to.throw(
      UserError,
      "tensor '2.3.bias' is missing",
    );
  });

  it('has batch norm folded in each network', () => {
    const folded = foldModel(ensemble);
    for (const [n, model] of models.entries()) {
      for (const [name, values] of foldModel(model).tensors) {
        expect(folded.tensors.get(`${n}.${name}`)).to.deep.equal(values);
      }
    }
  });

  it('is nothing to start a network from', () => {
    expect(() => readLayers(written(modelBytes(ensemble)), () => {})).to.throw(
      UserError,
      'it has 3 networks, an ensemble',
    );
  });
});

import { expect } from 'chai';
import { onnxModel } from '../../src/export/onnx.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { expectClose } from '../support/close.ts';
import { fixturePath } from '../support/fixtures.ts';
import { predictionsOf } from '../support/predictions.ts';

describe('a model file from before inputs were squashed and predictions cut', () => {
  const model = readModel(fixturePath('older-model/model.safetensors'));

  it('predicts as it did then: the last row is far above all training targets', async () => {
    const rows = await predictionsOf(model, fixturePath('older-model/rows.csv'));
    expectClose(
      rows.map(({ value }) => value!),
      [55.4404456469, 54.0219447009, 38.71656322525, 3761.3465063069],
      { relative: 1e-7 },
    );
  });

  it('has inputs and a target with the same fields as then, and no node in ONNX for either', () => {
    const written = JSON.stringify([model.inputs, model.target]);
    expect(written).to.not.match(/squash|range/);
    const onnx = Buffer.from(onnxModel(model, 'raw'));
    for (const operator of ['Asinh', 'Max', 'Min']) expect(onnx.includes(operator)).to.equal(false);
  });
});

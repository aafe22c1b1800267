import { expect } from 'chai';
import { chooseEngine } from '../../src/kernels/engine.ts';
import type { ActivationName } from '../../src/kernels/reference/activations.ts';
import { Predictor } from '../../src/prediction/predictor.ts';
import { foldModel } from '../../src/saved/fold.ts';
import { type SavedModel, stateDictOf } from '../../src/saved/model.ts';
import { modelIn } from '../../src/saved/read-model.ts';
import { modelBytes } from '../../src/saved/write-model.ts';
import { expectClose } from '../support/close.ts';
import { numericInput, randomModel, randomRows } from '../support/small-models.ts';

const inputs = ['a', 'b', 'c'].map(numericInput);
const engine = chooseEngine('reference', () => {});

function outputsOf(model: SavedModel, rows: Float32Array): number[] {
  const predictor = new Predictor(model, engine);
  predictor.input.set(rows);
  const count = rows.length / inputs.length;
  return [...predictor.run(count).subarray(0, count * predictor.outputs)];
}

function read(bytes: Uint8Array): SavedModel {
  const buffer = Buffer.from(bytes);
  return modelIn({ size: bytes.length, read: (position, length) => buffer.subarray(position, position + length) });
}

describe('folding', () => {
  it('multiplies weights by gamma over the standard deviation and moves the mean into a bias', () => {
    const model = randomModel([1], { norm: 'batch', bnEps: 1 }, inputs, null);
    const values = {
      '0.weight': [1, -2, 0.5],
      '1.weight': [6],
      '1.bias': [10],
      '1.running_mean': [4],
      '1.running_var': [8],
    };
    const tensors = new Map(model.tensors);
    for (const [name, numbers] of Object.entries(values)) tensors.set(name, Float32Array.from(numbers));
    const folded = foldModel({ ...model, tensors });
    // gamma / sqrt(8 + 1) = 2
    expect([...folded.tensors.get('0.weight')!]).to.deep.equal([2, -4, 1]);
    expect([...folded.tensors.get('0.bias')!]).to.deep.equal([10 - 4 * 2]);
    expect(folded.tensors.get('2.weight')).to.deep.equal(tensors.get('3.weight'));
    expect(folded.tensors.get('2.bias')).to.deep.equal(tensors.get('3.bias'));
  });

  for (const activation of ['relu', 'leaky-relu', 'sigmoid', 'tanh', 'gelu'] satisfies ActivationName[]) {
    it(`gives an equal network without batch norm, with ${activation}`, () => {
      const model = randomModel([7, 5], { norm: 'batch', activation }, inputs, ['x', 'y', 'z']);
      const rows = randomRows(50, inputs.length);
      const folded = outputsOf(foldModel(model), rows);
      expectClose(folded, outputsOf(model, rows), { relative: 1e-5, absolute: 1e-5 });
      expect(new Set(folded).size).to.be.greaterThan(100);
    });
  }

  it('does not change the given model, and changes only the network of the new one', () => {
    const model = randomModel([4, 3], { norm: 'batch' }, inputs, ['x', 'y']);
    const before = structuredClone(model);
    const { network, tensors, ...rest } = foldModel(model);
    expect(model).to.deep.equal(before);
    const { network: own, tensors: _, ...others } = model;
    expect(rest).to.deep.equal(others);
    expect(network).to.deep.equal({ ...own, norm: 'none', folded: true });
    expect([...tensors.keys()]).to.deep.equal(stateDictOf(network).map(({ name }) => name));
  });

  it('gives a model that is the same after writing and reading', () => {
    const folded = foldModel(randomModel([4, 3], { norm: 'batch' }, inputs, ['x', 'y']));
    const { tensors, ...facts } = read(modelBytes(folded));
    expect(facts).to.deep.equal(JSON.parse(JSON.stringify({ ...folded, tensors: undefined })));
    expect(Object.fromEntries(tensors)).to.deep.equal(Object.fromEntries(folded.tensors));
  });

  it('is refused where there is nothing to fold: without batch norm, and a second time', () => {
    const bare = randomModel([4], { norm: 'none' }, inputs, ['x', 'y']);
    const flat = randomModel([], { norm: 'batch' }, inputs, ['x', 'y']);
    for (const model of [bare, flat]) expect(() => foldModel(model)).to.throw('⟪fold⟫: the network has no batch norm');
    const folded = foldModel(randomModel([4], { norm: 'batch' }, inputs, ['x', 'y']));
    expect(() => foldModel(folded)).to.throw('⟪fold⟫: batch norm was folded before');
  });

  it('is refused of layer norm, which no affine can take over', () => {
    const model = randomModel([4], { norm: 'layer' }, inputs, ['x', 'y']);
    expect(() => foldModel(model)).to.throw('⟪fold⟫: layer norm cannot be folded');
  });

  it('is refused where a number would not be finite', () => {
    const model = randomModel([1], { norm: 'batch', bnEps: 1e-80 }, inputs, null);
    const still = new Map(model.tensors).set('1.running_var', new Float32Array(1));
    expect(() => foldModel({ ...model, tensors: still })).to.throw("⟪fold⟫: tensor '0.weight' would not be finite");
  });
});

describe('a model file', () => {
  it('is refused when it claims both batch norm and folding', () => {
    const folded = foldModel(randomModel([4], { norm: 'batch' }, inputs, ['x', 'y']));
    const wrong = modelBytes({
      ...folded,
      network: { ...folded.network, norm: 'batch', folded: true },
      tensors: randomModel([4], { norm: 'batch' }, inputs, ['x', 'y']).tensors,
    });
    expect(() => read(wrong)).to.throw(/'network' in its metadata is not as expected/);
  });
});

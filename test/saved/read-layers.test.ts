import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { OutOfMemory, UserError } from '../../src/base/errors.ts';
import { Malformed } from '../../src/base/files/json.ts';
import { Random } from '../../src/base/numbers/random.ts';
import { layersIn, readLayers } from '../../src/saved/read-layers.ts';
import { writeModel } from '../../src/saved/write-model.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { fixturePath, readSafetensors, transpose } from '../support/fixtures.ts';
import { keptFor, someFacts } from '../support/models.ts';
import { bytesChanged, type HandTensor, tensorFile, valueChanged, withHeader } from '../support/tensor-files.ts';

type Tensors = Record<string, HandTensor>;

const vector = (...values: number[]): HandTensor => ({ shape: [values.length], values });
const affine = (number: number, outputs: number, inputs: number): Tensors => ({
  [`${number}.weight`]: {
    shape: [outputs, inputs],
    values: Array.from({ length: outputs * inputs }, (_, i) => i + number),
  },
  [`${number}.bias`]: vector(...Array.from({ length: outputs }, (_, i) => -1 - i)),
});
const norm = (number: number): Tensors => ({
  [`${number}.weight`]: vector(2, 3),
  [`${number}.bias`]: vector(4, 5),
  [`${number}.running_mean`]: vector(6, 7),
  [`${number}.running_var`]: vector(8, 0),
});
const count = (number: number): Tensors => ({
  [`${number}.num_batches_tracked`]: { shape: [], values: [9], dtype: 'I64' },
});

const nothing = () => {};

/** The layers in bytes; fails on reads beyond the end. */
function layersOf(bytes: Buffer, check: Parameters<typeof layersIn>[1] = nothing) {
  const read = (position: number, length: number) => {
    expect(position + length).to.be.at.most(bytes.length);
    return bytes.subarray(position, position + length);
  };
  return layersIn({ size: bytes.length, read }, check);
}

/** What is wrong with bytes; null when nothing is. Fails where anything else is thrown. */
function refusal(bytes: Buffer): string | null {
  try {
    layersOf(bytes);
    return null;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    expect(error.what.length).to.be.within(1, 500);
    return error.what;
  }
}

const without = ({ ...tensors }: Tensors, ...names: string[]): Tensors => {
  for (const name of names) delete tensors[name];
  return tensors;
};

/** 3 -> 2 -> 2 -> 1 with batch norm behind the first affine. */
const small = { ...affine(0, 2, 3), ...norm(1), ...count(1), ...affine(3, 2, 2), ...affine(5, 1, 2) };

describe('reading layers to start from', () => {
  const folder = temporaryFolder();

  it('gives each affine with its transposed weight, its bias, and the batch norm behind it', () => {
    const { widths, names, layers, facts, warnings } = layersOf(tensorFile(small));
    expect(widths).to.deep.equal([3, 2, 2, 1]);
    expect(names).to.deep.equal(['0.weight', '3.weight', '5.weight']);
    expect([...layers[0]!.weight]).to.deep.equal([0, 3, 1, 4, 2, 5]);
    expect([...layers[1]!.bias!]).to.deep.equal([-1, -2]);
    const { weight, bias, running_mean, running_var } = layers[0]!.norm!.parts;
    expect([weight, bias, running_mean, running_var].map(part => [...part!])).to.deep.equal([
      [2, 3],
      [4, 5],
      [6, 7],
      [8, 0],
    ]);
    expect(layers.map(({ norm }) => norm?.kind)).to.deep.equal(['batch', undefined, undefined]);
    expect([facts, warnings]).to.deep.equal([null, []]);
  });

  it('takes files of PyTorch as they are, with batch norm, with layer norm and without', () => {
    for (const [fixture, normalized] of [
      ['relu-bn', 'batch'],
      ['relu-none', undefined],
      ['sgd-layer', 'layer'],
    ] as const) {
      const name = `torch/${fixture}/init.safetensors`;
      const { layers, widths, facts } = readLayers(fixturePath(name), nothing);
      const [stored] = [...readSafetensors(name).values()].filter(({ shape }) => shape.length === 2);
      expect([...layers[0]!.weight]).to.deep.equal(transpose(stored!.values, stored!.shape[0]!, stored!.shape[1]!));
      expect(widths[0]).to.equal(stored!.shape[1]);
      expect(layers.slice(0, -1).every(({ norm }) => norm?.kind === normalized)).to.equal(true);
      expect(facts).to.equal(null);
    }
  });

  it('accepts a bntrain model, and its description', async () => {
    const path = `${folder.path}/model`;
    const kept = keptFor(someFacts);
    await writeModel('⟪save⟫', path, someFacts, [kept]);
    const { layers, facts, widths } = readLayers(path, nothing);
    expect([...layers[0]!.weight]).to.deep.equal([...kept.tensors.find(({ name }) => name === '0.weight')!.values]);
    expect(layers[0]!.bias).to.equal(null);
    expect(widths).to.deep.equal(someFacts.network.widths);
    expect(facts!.inputs).to.deep.equal(JSON.parse(JSON.stringify(someFacts.inputs)));
  });

  it('accepts any layer numbers: dropout between, no activations, 10 after 9, in any order in the file', () => {
    const at = (first: number, normalized: number, second: number, last: number): Tensors => ({
      ...affine(last, 1, 2),
      ...norm(normalized),
      ...affine(second, 2, 2),
      ...affine(first, 2, 3),
    });
    for (const numbers of [
      [0, 1, 3, 5],
      [0, 1, 2, 3],
      [0, 1, 4, 7],
      [2, 3, 9, 10],
      [8, 9, 10, 100],
    ] as [number, number, number, number][]) {
      const { widths, layers, warnings } = layersOf(tensorFile(at(...numbers)));
      expect(widths, `${numbers}`).to.deep.equal([3, 2, 2, 1]);
      expect([...layers[0]!.norm!.parts.running_mean!]).to.deep.equal([6, 7]);
      expect(warnings).to.deep.equal([]);
    }
  });

  it('names a layer between an affine and its batch norm, such as an activation', () => {
    const { layers, warnings } = layersOf(tensorFile({ ...affine(0, 2, 3), ...norm(2), ...affine(3, 1, 2) }));
    expect(layers[0]!.norm).to.not.equal(null);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('between its Linear 0 and BatchNorm1d 2 there is another module');
  });

  it('accepts affines without bias, batch norm without gamma and beta, and no count of batches', () => {
    const bare = without(small, '0.bias', '1.weight', '1.bias', '1.num_batches_tracked');
    const [layer] = layersOf(tensorFile(bare)).layers;
    expect(layer!.bias).to.equal(null);
    expect([[...layer!.norm!.parts.weight!], [...layer!.norm!.parts.bias!]]).to.deep.equal([
      [1, 1],
      [0, 0],
    ]);
  });

  it('accepts other float types, with a message', () => {
    const one = (dtype: string, values: number[]) =>
      layersOf(tensorFile({ '0.weight': { shape: [1, values.length], values, dtype } }));
    const double = one('F64', [0.1, -2, 1e-300]);
    expect([...double.layers[0]!.weight]).to.deep.equal([Math.fround(0.1), -2, 0]);
    expect(double.warnings).to.deep.equal(['its numbers are F64, and are rounded to float32']);
    // 1, -2, 65504, the smallest above 0, -0, 1/3 rounded, the largest subnormal.
    const half = one('F16', [0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x3555, 0x03ff]);
    const expected = [1, -2, 65504, 2 ** -24, -0, 0.333251953125, (1023 / 1024) * 2 ** -14];
    expect([...half.layers[0]!.weight]).to.deep.equal(expected);
    expect(half.warnings).to.deep.equal(['its numbers are F16, converted to float32']);
    const brain = one('BF16', [0x3f80, 0xc000, 0x7f7f]);
    expect([...brain.layers[0]!.weight]).to.deep.equal([1, -2, (2 - 2 ** -7) * 2 ** 127]);
  });

  it('says in one line what is wrong', () => {
    const changed = (changes: Tensors) => tensorFile({ ...small, ...changes });
    const weight = (dtype: string, values: number[]) =>
      tensorFile({ '0.weight': { shape: [1, values.length], values, dtype } });
    const cases: [string, Buffer][] = [
      ['it is too short', Buffer.from('{}')],
      ["it has no Linear, no tensor such as '0.weight'", tensorFile({})],
      ["tensor 'net.0.weight' is not named as '0.weight'", tensorFile({ 'net.0.weight': vector(1) })],
      ["tensor '00.weight' is not named", tensorFile({ '00.weight': { shape: [1, 1], values: [1] } })],
      ['module 2 is a LayerNorm, and in front of it there is no Linear', changed({ '2.weight': vector(1) })],
      [
        "module 2 is none of Linear, BatchNorm1d, LayerNorm: '2.weight' (1, 1, 1)",
        changed({ '2.weight': { shape: [1, 1, 1], values: [1] } }),
      ],
      ['module 1 is none of', tensorFile(without(small, '1.running_mean'))],
      ["tensor '1.running_var' is missing", tensorFile(without(small, '1.running_var'))],
      [
        'module 0 is a BatchNorm1d, and in front of it there is no Linear',
        tensorFile({ ...norm(0), ...affine(1, 1, 2) }),
      ],
      ['module 2 is a BatchNorm1d, and in front', changed(norm(2))],
      ['behind the last Linear, module 0, there is a BatchNorm1d', tensorFile({ ...affine(0, 2, 2), ...norm(1) })],
      ["'3.weight' takes 3 inputs, and '0.weight' gives 2", changed(affine(3, 2, 3))],
      ["tensor '0.bias' is (3), and (2) fits", changed({ '0.bias': vector(1, 2, 3) })],
      ["tensor '0.bias' is (2, 1), and (2) fits", changed({ '0.bias': { shape: [2, 1], values: [1, 2] } })],
      ["tensor '1.running_mean' is (1), and (2) fits", changed({ '1.running_mean': vector(1) })],
      ["tensor '3.running_mean' has no place in its module", changed({ '3.running_mean': vector(1, 2) })],
      ["tensor '0.weight' has no numbers", tensorFile({ '0.weight': { shape: [0, 3], values: [] } })],
      ["tensor '0.weight' is I64, and weights are F64, F32, F16, BF16", weight('I64', [1])],
      ["tensor '0.weight' has not one of the dtypes", weight('I8', [1])],
      ["tensor '0.weight' holds Infinity as float32", weight('F64', [1e39])],
      ["tensor '0.weight' holds NaN", weight('F16', [0x7e00])],
      ["tensor '0.weight' holds -Infinity", weight('F16', [0xfc00])],
      ["tensor '0.weight' holds Infinity", weight('BF16', [0x7f80])],
      ["tensor '1.running_var' holds -1, and a variance", changed({ '1.running_var': vector(1, -1) })],
      ["tensor '3.bias' holds NaN", changed({ '3.bias': vector(1, Number.NaN) })],
      ['its format is bntrain-model/3', tensorFile(small, { format: 'bntrain-model/3' })],
      ["'network' in its metadata", tensorFile(small, { format: 'bntrain-model/1', version: '1' })],
    ];
    for (const [expected, bytes] of cases) expect(refusal(bytes), expected).to.include(expected);
  });

  it('has the norm that a bntrain model names, and refuses tensors of another', async () => {
    const path = `${folder.path}/norm`;
    await writeModel('⟪save⟫', path, someFacts, [keptFor(someFacts)]);
    const whole = readFileSync(path);
    const length = 8 + Number(whole.readBigUInt64LE());
    const header = JSON.parse(whole.toString('utf8', 8, length));
    const network = { ...JSON.parse(header.__metadata__.network), batchNorm: false, norm: 'layer' };
    header.__metadata__.network = JSON.stringify(network);
    expect(refusal(whole)).to.equal(null);
    expect(refusal(withHeader(header, whole.subarray(length)))).to.match(/^tensor .1\.\w+. has no place in its module/);
  });

  it('refuses a bntrain model whose tensors are not those of its metadata', async () => {
    const path = `${folder.path}/other`;
    const network = {
      ...someFacts.network,
      widths: someFacts.network.widths.with(1, someFacts.network.widths[1]! + 1),
    };
    await writeModel('⟪save⟫', path, { ...someFacts, network }, [keptFor({ ...someFacts, network })]);
    expect(() => readLayers(path, nothing)).to.not.throw();
    const { widths } = someFacts.network;
    const text = JSON.stringify(JSON.stringify(network.widths)).slice(1, -1);
    const bytes = Buffer.from(readFileSync(path).toString('latin1').replace(text, JSON.stringify(widths)), 'latin1');
    expect(refusal(bytes)).to.include('the shapes of its tensors are not those of the network in its metadata');
  });

  it('offers the layers for a check before their numbers are read', () => {
    const bytes = tensorFile({ ...small, '0.weight': { shape: [2, 3], values: Array(6).fill(Number.NaN) } });
    const refuse = () => {
      throw new UserError('other widths');
    };
    expect(() => layersOf(bytes, refuse)).to.throw(UserError, 'other widths');
  });

  it('allocates nothing for a file that is larger than memory', () => {
    const side = 1_000_000;
    const header = { '0.weight': { dtype: 'F32', shape: [side, side], data_offsets: [0, 4 * side * side] } };
    const start = withHeader(header, Buffer.alloc(0));
    const read = (position: number, length: number) => {
      expect(position + length).to.be.at.most(start.length);
      return start.subarray(position, position + length);
    };
    expect(() => layersIn({ size: start.length + 4 * side * side, read }, nothing)).to.throw(OutOfMemory);
  });

  it('accepts or refuses 10,000 files with random changes of bytes or values, and never fails otherwise', async () => {
    const path = `${folder.path}/mutated`;
    await writeModel('⟪save⟫', path, someFacts, [keptFor(someFacts)]);
    const random = Random.stream(5, 'order');
    const below = (n: number) => Math.floor(random.uniform() * n);
    for (const whole of [tensorFile(small), readFileSync(path)]) {
      const length = Number(whole.readBigUInt64LE(0));
      const header = JSON.parse(whole.toString('utf8', 8, 8 + length));
      const data = whole.subarray(8 + length);
      expect(refusal(whole)).to.equal(null);
      let refused = 0;
      for (let n = 0; n < 5000; n++) {
        const changed = structuredClone(header);
        if (n % 2 === 1) valueChanged(changed, below);
        if (refusal(n % 2 === 0 ? bytesChanged(whole, below) : withHeader(changed, data)) !== null) refused++;
      }
      expect(refused).to.be.within(2000, 4990);
    }
  });
});

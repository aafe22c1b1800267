import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { reference } from '../../src/kernels/reference/reference.ts';
import { Network } from '../../src/network/network.ts';
import { stateDictOf } from '../../src/saved/model.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { makeHeader, metadataOf, parseHeader, tensorsOf } from '../../src/saved/safetensors.ts';
import { writeModel } from '../../src/saved/write-model.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { transpose } from '../support/fixtures.ts';
import { anyFacts, floatTensors, keptFor, someFacts } from '../support/models.ts';

const tensorInfo = fc.record({
  name: fc.string({ minLength: 1, maxLength: 8 }).filter(name => name !== '__metadata__' && name !== '__proto__'),
  dtype: fc.constantFrom('F32', 'I64') as fc.Arbitrary<'F32' | 'I64'>,
  shape: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
});
const tensors = fc.uniqueArray(tensorInfo, { selector: ({ name }) => name, maxLength: 8 });

describe('a safetensors header', () => {
  it('gives back any tensors and texts when it is read again', () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (infos, metadata) => {
        const { bytes, placed } = makeHeader(infos, metadata);
        const header = parseHeader(bytes.subarray(8));
        expect(metadataOf(header)).to.deep.equal({ ...metadata });
        const end = placed.at(-1)?.end ?? 0;
        expect(tensorsOf(header, end)).to.deep.equal(placed);
      }),
    );
  });

  it('has a length that is a multiple of 8, and tensors without gaps, the wider first and then by name', () => {
    const { bytes, placed } = makeHeader(
      [
        { name: 'b', dtype: 'F32', shape: [3] },
        { name: 'n', dtype: 'I64', shape: [] },
        { name: 'a', dtype: 'F32', shape: [2, 2] },
      ],
      { format: 'x' },
    );
    expect(bytes.length % 8).to.equal(0);
    expect(Number(bytes.readBigUInt64LE(0))).to.equal(bytes.length - 8);
    expect(bytes[8]).to.equal('{'.charCodeAt(0));
    expect(placed.map(({ name, begin, end }) => [name, begin, end])).to.deep.equal([
      ['n', 0, 8],
      ['a', 8, 24],
      ['b', 24, 36],
    ]);
  });
});

describe('a model file', () => {
  const folder = temporaryFolder();

  it('restores all of any model: facts unchanged, weights with outputs first', async () => {
    const path = join(folder.path, 'any.safetensors');
    await fc.assert(
      fc.asyncProperty(anyFacts, async facts => {
        const kept = keptFor(facts);
        const bytes = await writeModel('⟪save⟫', path, facts, [kept]);
        expect(readFileSync(path).length).to.equal(bytes);
        const { tensors, ...read } = readModel(path);
        // As JSON has it: -0 is 0 there.
        expect(read).to.deep.equal(JSON.parse(JSON.stringify(facts)));
        expect([...tensors.keys()]).to.have.members(floatTensors(facts.network).map(({ name }) => name));
        for (const { name, shape } of floatTensors(facts.network)) {
          const own = kept.tensors.find(tensor => tensor.name === name)!.values;
          const expected = shape.length === 2 ? transpose(own, shape[1]!, shape[0]!) : [...own];
          expect([...tensors.get(name)!], name).to.deep.equal(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has the bytes of the same model each time', async () => {
    const [first, second] = ['one', 'two'].map(name => join(folder.path, name));
    for (const path of [first!, second!]) await writeModel('⟪save⟫', path, someFacts, [keptFor(someFacts)]);
    expect(readFileSync(first!).equals(readFileSync(second!))).to.equal(true);
  });

  it('stores the number of batches that the running statistics have seen as an I64', async () => {
    const path = join(folder.path, 'count.safetensors');
    await writeModel('⟪save⟫', path, someFacts, [{ ...keptFor(someFacts), step: 414 }]);
    const bytes = readFileSync(path);
    const data = 8 + Number(bytes.readBigUInt64LE(0));
    expect(bytes.readBigInt64LE(data)).to.equal(414n);
  });

  it('names tensors as the network does, and shapes them as PyTorch does', () => {
    for (const norm of ['none', 'batch', 'layer'] as const) {
      for (const widths of [
        [3, 2],
        [3, 4, 2],
        [3, 4, 5, 2],
      ]) {
        const spec = {
          widths,
          activation: 'relu',
          bnMomentum: 0.1,
          bnEps: 1e-5,
          bnStats: 'pytorch',
          capacity: 1,
        } as const;
        const network = new Network({ ...spec, norm }, reference, 'float32');
        const named = [...network.parameters, ...network.buffers].map(({ name, shape }) => [
          name,
          [...shape].reverse().join(),
        ]);
        const expected = floatTensors({ ...spec, norm }).map(({ name, shape }) => [name, shape.join()]);
        expect(expected).to.have.deep.members(named);
      }
    }
    expect(stateDictOf({ widths: [3, 4, 2], activation: 'relu', norm: 'batch' }).map(({ name }) => name)).to.deep.equal(
      [
        '0.weight',
        '1.weight',
        '1.bias',
        '1.running_mean',
        '1.running_var',
        '1.num_batches_tracked',
        '3.weight',
        '3.bias',
      ],
    );
  });
});

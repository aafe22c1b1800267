import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { Malformed } from '../../src/base/files/json.ts';
import { Random } from '../../src/base/numbers/random.ts';
import { modelIn, readModel } from '../../src/saved/read-model.ts';
import { writeModel } from '../../src/saved/write-model.ts';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';
import { fixturePath } from '../support/fixtures.ts';
import { keptFor, someFacts } from '../support/models.ts';
import { bytesChanged, valueChanged, withHeader } from '../support/tensor-files.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'model.safetensors');
const mutant = join(folder.path, 'mutant.safetensors');

/** The message about bytes; null when they are a model. Fails on any other error, and on reads beyond the end. */
function refusal(bytes: Buffer): string | null {
  const read = (position: number, length: number) => {
    expect(position + length).to.be.at.most(bytes.length);
    return bytes.subarray(position, position + length);
  };
  try {
    modelIn({ size: bytes.length, read });
    return null;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    expect(error.what.length).to.be.within(1, 500);
    return error.what;
  }
}

describe('reading a model file', () => {
  let whole: Buffer;
  let header: any;
  let data: Buffer;

  before(async () => {
    await writeModel('⟪save⟫', path, someFacts, [keptFor(someFacts)]);
    whole = readFileSync(path);
    const length = Number(whole.readBigUInt64LE(0));
    header = JSON.parse(whole.toString('utf8', 8, 8 + length));
    data = whole.subarray(8 + length);
  });

  /** The file with one thing changed. */
  function changed(change: (header: any, data: Buffer) => void): Buffer {
    const [newHeader, newData] = [structuredClone(header), Buffer.from(data)];
    change(newHeader, newData);
    return withHeader(newHeader, newData);
  }

  function metadataChanged(name: string, change: (part: any) => void): Buffer {
    return changed(({ __metadata__: metadata }) => {
      const part = JSON.parse(metadata[name]);
      change(part);
      metadata[name] = JSON.stringify(part);
    });
  }

  it('accepts the file as it was written', () => {
    expect(refusal(whole)).to.equal(null);
    expect(refusal(withHeader(header, data))).to.equal(null);
  });

  it('accepts older files, which have no digests of their data, and refuses wrong digests', () => {
    const older = metadataChanged('data', data => {
      delete data.digests;
      delete data.validationDigest;
    });
    expect(refusal(older)).to.equal(null);
    for (const digests of [[], ['0'], ['a', 'b'], 'a', null]) {
      expect(refusal(metadataChanged('data', data => Object.assign(data, { digests })))).to.include("'data'");
    }
  });

  it('accepts files with the rows of each class and the level of guessing, and refuses those that are not such', () => {
    expect(refusal(metadataChanged('target', target => Object.assign(target, { classRows: [4, 0] })))).to.equal(null);
    const guess = { loss: null, score: 0.5, balancedAccuracy: 0.5, macroF1: null };
    expect(refusal(metadataChanged('result', result => Object.assign(result, { guess })))).to.equal(null);
    for (const classRows of [[1], [1, 2, 3], [1, -1], ['1', 2], 3, null])
      expect(refusal(metadataChanged('target', target => Object.assign(target, { classRows })))).to.include("'target'");
    for (const wrong of [null, [], { loss: 1 }, { loss: 'a', score: 1 }])
      expect(refusal(metadataChanged('result', of => Object.assign(of, { guess: wrong })))).to.include("'result'");
  });

  it('accepts a range of predicted numbers, and refuses one of classes or of no number', () => {
    const withRange = (range: unknown, task = 'regression') => {
      const classes = task === 'regression' ? null : ['a', 'b'];
      return refusal(metadataChanged('target', target => Object.assign(target, { task, classes, range })));
    };
    expect(withRange({ min: -1, max: 2 })).to.not.include("'target' in its metadata");
    expect(withRange({ min: 2, max: 2 })).to.not.include("'target' in its metadata");
    expect(withRange({ min: 0, max: 1 }, 'classification')).to.include("'target' in its metadata");
    for (const range of [null, [], 3, {}, { min: 0 }, { min: 1, max: 0 }, { min: 'a', max: 1 }, { min: 0, max: null }])
      expect(withRange(range), JSON.stringify(range)).to.include("'target' in its metadata");
  });

  it('accepts squashed inputs, and refuses a squash that it does not know', () => {
    const numeric = { kind: 'numeric', name: 'n', indicator: false, mean: 0, deviation: 1, filler: 0 };
    const withSquash = (squash: unknown) =>
      refusal(metadataChanged('inputs', inputs => inputs.splice(0, inputs.length, { ...numeric, squash })));
    expect(withSquash('asinh')).to.not.include("'inputs' in its metadata");
    for (const squash of ['log', '', null, 1, true]) expect(withSquash(squash)).to.include("'inputs' in its metadata");
  });

  it('refuses every shorter and every longer file', () => {
    for (let length = 0; length < whole.length; length += 7) {
      expect(refusal(whole.subarray(0, length)), `${length} bytes`).to.not.equal(null);
    }
    expect(refusal(Buffer.concat([whole, Buffer.from([0])]))).to.include('1 bytes at its end belong to no tensor');
  });

  it('says in one line what is wrong', () => {
    const far = Buffer.from(whole);
    far.writeBigUInt64LE(2n ** 60n);
    const noJson = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('nope')]);
    const [weight, count] = ['0.weight', '1.num_batches_tracked'];
    const moved = (tensor: any) => tensor.data_offsets.map((offset: number) => offset + 4);
    const nothing = { dtype: 'F32', shape: [0], data_offsets: [0, 0] };
    const infinite = changed((_, bytes) => bytes.writeFloatLE(Number.POSITIVE_INFINITY, bytes.length - 4));
    const cases: [string, Buffer][] = [
      ['it is too short', Buffer.from('{}')],
      ['length of a header', far],
      ['its header is not JSON', noJson],
      ['a safetensors file of another program', readFileSync(fixturePath('torch/relu-bn/init.safetensors'))],
      [
        'its format is bntrain-model/3',
        changed(({ __metadata__: m }) => Object.assign(m, { format: 'bntrain-model/3' })),
      ],
      ["'network' in its metadata", changed(({ __metadata__: m }) => delete m.network)],
      [
        "'network' in its metadata is not as expected (JSON)",
        changed(({ __metadata__: m }) => Object.assign(m, { network: '{' })),
      ],
      ["'inputs' in its metadata", metadataChanged('inputs', inputs => Object.assign(inputs[0], { kind: 'other' }))],
      ["'config' in its metadata", metadataChanged('config', config => Object.assign(config, { lr: -1 }))],
      ['its inputs are not as many', metadataChanged('inputs', inputs => inputs.pop())],
      ['one output for each class', metadataChanged('target', ({ classes }) => classes.push('another'))],
      [`tensor '${weight}' is F32`, metadataChanged('network', ({ widths }) => widths[1]++)],
      ["tensor 'more' has no place", changed(header => Object.assign(header, { more: nothing }))],
      [`tensor '${weight}' has not the bytes`, changed(header => header[weight].shape.push(2))],
      ['ends beyond it', changed(header => Object.assign(header[weight], { data_offsets: [0, 2 ** 50] }))],
      [
        'does not begin where',
        changed(header => Object.assign(header[weight], { data_offsets: moved(header[weight]) })),
      ],
      ['holds Infinity', infinite],
      ['holds -1', changed((header, bytes) => bytes.writeFloatLE(-1, header['1.running_var'].data_offsets[0]))],
      [`tensor '${count}' holds -1`, changed((_, bytes) => bytes.writeBigInt64LE(-1n, 0))],
    ];
    for (const [expected, bytes] of cases) expect(refusal(bytes), expected).to.include(expected);
  });

  it('refuses a path that is no file', () => {
    const directory = join(folder.path, 'directory');
    mkdirSync(directory);
    expect(() => readModel(directory)).to.throw(UserError, 'is no file');
    expect(() => readModel(join(folder.path, 'absent'))).to.throw(UserError, 'no such file');
  });

  it('accepts or refuses 10,000 files with random changes of bytes or values, and never fails otherwise', () => {
    const random = Random.stream(3, 'order');
    const below = (n: number) => Math.floor(random.uniform() * n);
    let refused = 0;
    for (let n = 0; n < 10_000; n++) {
      const bytes = n % 2 === 0 ? bytesChanged(whole, below) : changed(header => valueChanged(header, below));
      if (refusal(bytes) !== null) refused++;
    }
    // Most changes matter; a few hit a weight, or a text that may be any.
    expect(refused).to.be.within(5000, 9900);
  });

  it('makes the program say it in one line, with exit code 2', () => {
    writeFileSync(mutant, whole.subarray(0, 100));
    const { status, stdout, stderr } = bntrain(['show', mutant]);
    expect(status).to.equal(2);
    expect(stdout).to.equal('');
    expect(stderr).to.match(/^bntrain: .*mutant\.safetensors: is not a model of bntrain, or is damaged: [^\n]*\n$/);
  });
});

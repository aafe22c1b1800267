import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { Malformed } from '../../src/base/files/json.ts';
import { Random } from '../../src/base/numbers/random.ts';
import { type ArmFacts, armIn, readArm, writeArm } from '../../src/saved/arm-file.ts';
import { runFrom } from '../../src/saved/read-run.ts';
import { writeRun } from '../../src/saved/run-file.ts';
import type { StateShape } from '../../src/saved/state-shape.ts';
import { makeConfig } from '../../src/settings/config.ts';
import type { TrainerState } from '../../src/training/state.ts';
import { temporaryFolder } from '../support/bntrain.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'batchnorm.safetensors');
const facts: ArmFacts = {
  version: '0.1.0',
  arm: 'batchnorm',
  widths: [2, 3, 2],
  data: {
    paths: ['a.csv'],
    digests: ['a'.repeat(64)],
    validationPath: null,
    validationDigest: null,
    trainRows: 40,
    validationRows: 0,
  },
};
const shape: StateShape = {
  widths: [2, 3, 2],
  activation: 'relu',
  norm: 'batch',
  task: 'classification',
  scoreClasses: true,
  stepsPerEpoch: 5,
  logSteps: 2,
  validateEvery: 3,
  optimizer: ['velocity'],
  keep: true,
};
const floats = (size: number) => Float32Array.from({ length: size }, (_, n) => n - 2.5);
/** In the second epoch, after its third step. */
const state: TrainerState = {
  steps: 8,
  milliseconds: 12.345678901234567,
  initHash: '0123456789abcdef',
  orderHash: 'fedcba9876543210',
  totals: Float64Array.of(24, 24, 0.1 + 0.2, 9, 0, 0, Number.NaN, 12, 12, 10, 14, 9, 11),
  epochs: Float64Array.from({ length: 16 }, (_, n) => (n % 8 === 2 ? n >> 3 : n / 3)),
  logged: Float64Array.of(1, 0.1, Number.POSITIVE_INFINITY, 0.1, -0, 0.1, 3, 0.1),
  indices: {},
  validations: Float64Array.of(0.5, 0.6, 1, 0.7, 0.8, 0.4, 0.7, 2, 0.8, 0.9),
  probing: [{ event: 'gradients', arm: 'batchnorm', seed: 1, step: 5, total: 0.1 + 0.2, layers: [] }],
  parameters: floats(20),
  optimizer: { velocity: floats(20).map(value => -value) },
  buffers: floats(6),
  kept: { parameters: floats(20).reverse(), buffers: floats(6).fill(Number.NaN) },
};

/** The message about bytes; null when they are a state. Fails on any other error, and on reads beyond the end. */
function refusal(bytes: Buffer, of: StateShape = shape): string | null {
  const read = (position: number, length: number) => {
    expect(position + length).to.be.at.most(bytes.length);
    return bytes.subarray(position, position + length);
  };
  try {
    armIn({ size: bytes.length, read }, of, () => {});
    return null;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    expect(error.what.length).to.be.within(1, 500);
    return error.what;
  }
}

function write(changes: Partial<TrainerState> = {}): Buffer {
  writeArm(path, facts, { ...state, ...changes });
  return readFileSync(path);
}

/** The bytes with something changed in header or data, and with the digest that goes with it. */
function changed(bytes: Buffer, change: (header: any, data: Buffer) => void): Buffer {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  const data = Buffer.from(bytes.subarray(8 + length));
  change(header, data);
  const { digest, ...metadata } = header.__metadata__ ?? {};
  const hash = createHash('sha256')
    .update(JSON.stringify(Object.entries(metadata)))
    .update(data);
  if (header.__metadata__) header.__metadata__ = { ...metadata, digest: hash.digest('hex') };
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([start, json, data]);
}

const bits = (values: Float32Array | Float64Array) => Buffer.from(values.slice().buffer).toString('hex');

describe("an arm's checkpoint", () => {
  it('restores all of a state, bit by bit, and its owner', () => {
    write();
    let found: ArmFacts | undefined;
    const read = readArm(path, shape, each => {
      found = each;
    })!;
    expect(found).to.deep.equal(facts);
    const { steps, milliseconds, initHash, orderHash } = state;
    expect(read).to.deep.include({ steps, milliseconds, initHash, orderHash, probing: state.probing });
    for (const name of ['totals', 'epochs', 'logged', 'parameters', 'buffers'] as const) {
      expect(bits(read[name]), name).to.equal(bits(state[name]));
    }
    expect(bits(read.optimizer.velocity!)).to.equal(bits(state.optimizer.velocity!));
    expect(bits(read.kept!.parameters as Float32Array)).to.equal(bits(state.kept!.parameters as Float32Array));
    expect(bits(read.kept!.buffers as Float32Array)).to.equal(bits(state.kept!.buffers as Float32Array));
  });

  it('restores a curve of which few rows are kept, and refuses other indices than ascending ones up to the last', () => {
    const indices = {
      epochs: Float64Array.of(0, 512, 900, 1000),
      logged: Float64Array.of(0, 2048, 2500),
      validations: Float64Array.of(0, 1333),
    };
    const epochs = Float64Array.from({ length: 32 }, (_, n) => (n % 8 === 2 ? 1 : n));
    const thinned = { ...state, steps: 5003, epochs, logged: state.logged.slice(2), indices };
    write(thinned);
    expect(readArm(path, shape, () => {})).to.deep.include({ epochs, indices });
    for (const wrong of [
      [0, 900, 512, 1000],
      [0, 512, 900, 999],
      [0, 512, 1000],
      [0, 0.5, 900, 1000],
      [-1, 1, 2, 1000],
    ]) {
      write({ ...thinned, indices: { ...indices, epochs: Float64Array.from(wrong) } });
      expect(() => readArm(path, shape, () => {}), wrong.join()).to.throw(UserError, 'is damaged');
    }
  });

  it('is null where no file exists, and refused in one line where it is damaged', () => {
    expect(readArm(join(folder.path, 'none'), shape, () => {})).to.equal(null);
    const bytes = write();
    const half = folder.write('half.safetensors', bytes.subarray(0, 300));
    expect(() => readArm(half, shape, () => {})).to.throw(
      UserError,
      /^[^\n]*is not a checkpoint of this run, or is damaged: /,
    );
    expect(() => readArm(folder.path, shape, () => {})).to.throw(UserError, 'is no file');
  });

  it('is refused when any bit of it was flipped', () => {
    const bytes = write();
    const length = Number(bytes.readBigUInt64LE(0));
    for (let at = 0; at < bytes.length; at += 3) {
      const other = Buffer.from(bytes);
      other[at]! ^= 1 << (at % 8);
      // Except for blanks behind the header, which JSON ignores.
      if (at >= 8 && at < 8 + length && bytes[at] === 0x20) continue;
      expect(refusal(other), `byte ${at}`).to.not.equal(null);
    }
  });

  it('is refused when it belongs to another run, or its numbers contradict each other', () => {
    const wrong: [string, Partial<TrainerState>, Partial<StateShape>][] = [
      ["'parameters' has 20 numbers", {}, { widths: [3, 3, 2] }],
      ["'parameters' has 20 numbers", {}, { norm: 'none' }],
      ["'buffers' has 5 numbers", { buffers: floats(5) }, {}],
      ["'totals'", {}, { scoreClasses: false }],
      ['a network that was kept', {}, { keep: false }],
      ['no network that was kept', { kept: null }, {}],
      ['not as many epochs', { steps: 11 }, {}],
      ['not as many epochs', { steps: 5, epochs: state.epochs.subarray(0, 0), logged: state.logged.subarray(4) }, {}],
      ['an epoch that ended too early', { epochs: new Float64Array(24) }, {}],
      ['not as many logged steps', {}, { logSteps: null }],
      ['not as many logged steps', { steps: 6 }, {}],
      ['a hash', { initHash: '' }, {}],
      ['a hash', { orderHash: '' }, {}],
      ['whether rows validated', { epochs: new Float64Array(16).fill(0.5) }, {}],
      ['the seconds', { epochs: new Float64Array(16).fill(1).map((one, n) => (n === 13 ? -one : one)) }, {}],
      ['counts of rows', { totals: state.totals.map((value, n) => (n === 8 ? -1 : value)) }, {}],
      ['a number in its range', { steps: -1 }, {}],
    ];
    for (const [expected, changes, other] of wrong) {
      if (expected === 'an epoch that ended too early') changes.epochs!.set([Number.NaN, 0, 0], 8);
      expect(refusal(write(changes), { ...shape, ...other }), expected).to.include(expected);
    }
    const formats = changed(write(), ({ __metadata__: m }) => Object.assign(m, { format: 'bntrain-model/1' }));
    expect(refusal(formats)).to.include('its format is not bntrain-checkpoint/1');
    const more = changed(write(), header =>
      Object.assign(header, { x: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } }),
    );
    expect(refusal(more)).to.include("tensor 'x' is not part of a state");
  });

  it('accepts an epoch that ended early where training diverged', () => {
    const epochs = new Float64Array(24);
    epochs.set([Number.NaN], 16);
    expect(refusal(write({ epochs }))).to.equal(null);
  });

  it('is read or refused, and never fails otherwise, in 3,000 changes with the right digest', () => {
    const random = Random.stream(4, 'order');
    const below = (n: number) => Math.floor(random.uniform() * n);
    const bytes = write();
    const strange = [null, -1, 0.5, 2 ** 53, 2 ** 31, '', 'x', [], {}, [0, 8], 'F32', '{"steps":3}'];
    let refused = 0;
    for (let n = 0; n < 3000; n++) {
      const mutant = changed(bytes, (header, data) => {
        if (n % 3 === 0) data.writeDoubleLE([Number.NaN, -1, 1e300, 0.5][below(4)]!, 8 * below(30));
        const holder = n % 3 === 1 ? header.__metadata__ : header[Object.keys(header)[1 + below(8)]!];
        if (n % 3 === 0) return;
        const keys = Object.keys(holder);
        holder[keys[below(keys.length)]!] = strange[below(strange.length)];
      });
      if (refusal(mutant) !== null) refused++;
    }
    expect(refused).to.be.within(1500, 2990);
  });
});

describe('the file of a run', () => {
  const run = {
    version: '0.1.0',
    engine: 'plain',
    directory: '/tmp',
    command: 'compare',
    arms: ['baseline', 'batchnorm'],
    paths: ['a.csv'],
    config: makeConfig({ layers: '7', memory: '1gb', na: 'x,y', validation: 'v.csv' }),
    budget: 12345.5,
    save: { setting: 'saveDir', paths: { baseline: 'b', batchnorm: 'n' }, epoch: 'last' },
    every: { seconds: 0.5 },
  } as const;
  const file = () => {
    const path = join(folder.path, 'run.json');
    writeRun(path, run);
    return readFileSync(path, 'utf8');
  };

  it('restores all of a run', () => {
    expect(runFrom(file())).to.deep.equal(run);
  });

  it('is read or refused, and never fails otherwise, in 3,000 changes', () => {
    const random = Random.stream(5, 'order');
    const below = (n: number) => Math.floor(random.uniform() * n);
    const strange = [null, -1, 0.5, '', 'x', [], {}, ['baseline'], { epochs: 0 }, true];
    const text = file();
    let refused = 0;
    for (let n = 0; n < 3000; n++) {
      const json = JSON.parse(text);
      const holder = [json, json.config, json.save][below(3)];
      const keys = Object.keys(holder);
      holder[keys[below(keys.length)]!] = strange[below(strange.length)];
      const mutant = n % 2 === 0 ? JSON.stringify(json) : text.slice(0, below(text.length));
      try {
        runFrom(mutant);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        refused++;
      }
    }
    expect(refused).to.be.within(2000, 2990);
  });
});

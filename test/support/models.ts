/** Models for the tests of model files. */

import fc from 'fast-check';
import type { DatePartEncoding } from '../../src/data/encoding/encodings.ts';
import type { Input } from '../../src/data/encoding/inputs.ts';
import { inputWidth } from '../../src/data/encoding/inputs.ts';
import type { Norm } from '../../src/network/plan.ts';
import type { ModelFacts } from '../../src/saved/metadata.ts';
import { type SavedModel, stateDictOf } from '../../src/saved/model.ts';
import type { TensorInfo } from '../../src/saved/safetensors.ts';
import { makeConfig } from '../../src/settings/config.ts';
import type { KeptNetwork } from '../../src/training/snapshot.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
const word = fc.string({ unit: 'grapheme', maxLength: 5 });
const record = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(parts, { noNullPrototype: true }) as unknown as fc.Arbitrary<T>;

const squashSome = (of: fc.Arbitrary<any>) => of.map(each => (each.mean < 0 ? { ...each, squash: 'asinh' } : each));

const datePart: fc.Arbitrary<DatePartEncoding> = fc.oneof(
  squashSome(record({ part: fc.constantFrom('year', 'month'), mean: finite, deviation: positive })),
  record<any>({ part: fc.constantFrom('day of year', 'weekday', 'time of day') }),
);

const input = (name: string): fc.Arbitrary<Input> =>
  fc.oneof(
    squashSome(
      record({
        kind: fc.constant('numeric'),
        name: fc.constant(name),
        mean: finite,
        deviation: positive,
        filler: finite,
        indicator: fc.boolean(),
      }),
    ),
    record<any>({
      kind: fc.constant('boolean'),
      name: fc.constant(name),
      no: fc.constant('no'),
      yes: word.filter(text => text !== 'no'),
      indicator: fc.boolean(),
    }),
    record<any>({
      kind: fc.constant('categorical'),
      name: fc.constant(name),
      categories: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
      other: fc.boolean(),
      indicator: fc.boolean(),
    }),
    record<any>({
      kind: fc.constant('date'),
      name: fc.constant(name),
      dayFirst: fc.boolean(),
      parts: fc.array(datePart, { minLength: 1, maxLength: 3 }),
      indicator: fc.boolean(),
    }),
  );

const inputs = fc
  .uniqueArray(word, { minLength: 1, maxLength: 4 })
  .chain(names => fc.tuple(...names.map(input))) as fc.Arbitrary<Input[]>;

const target = fc.oneof(
  record<any>({
    name: word,
    task: fc.constant('classification'),
    classes: fc.uniqueArray(word, { minLength: 2, maxLength: 4 }),
    isNumber: fc.boolean(),
    mean: fc.constant(0),
    deviation: fc.constant(1),
  }),
  record<any>({
    name: word,
    task: fc.constant('regression'),
    classes: fc.constant(null),
    isNumber: fc.constant(true),
    mean: finite,
    deviation: positive,
  }),
);

const scores = { validationLoss: fc.option(positive), validationScore: fc.option(finite) };
const result = record<any>({
  arm: fc.constantFrom('baseline', 'batchnorm'),
  seed: fc.nat(),
  epochs: fc.nat(),
  steps: fc.nat(),
  diverged: fc.boolean(),
  stoppedEarly: fc.boolean(),
  interrupted: fc.boolean(),
  best: record<any>({ epoch: fc.nat(), step: fc.nat(), ...scores, rmse: positive }),
  final: record<any>({ trainLoss: positive, ...scores, balancedAccuracy: positive, macroF1: positive }),
  initHash: word,
  orderHash: word,
  kept: fc.constantFrom('best', 'last'),
  epoch: fc.nat(),
  step: fc.nat(),
});

const norm = fc.constantFrom<Norm>('none', 'batch', 'layer');

/** Any network of up to two hidden layers, with all its facts. */
export const anyFacts: fc.Arbitrary<ModelFacts> = fc
  .tuple(inputs, target, fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }), norm, result)
  .map(([inputs, target, hidden, norm, result]) => ({
    version: '0.1.0',
    network: {
      widths: [inputs.reduce((sum, each) => sum + inputWidth(each), 0), ...hidden, target.classes?.length ?? 1],
      activation: 'relu',
      norm,
      bnMomentum: 0.1,
      bnEps: 1e-5,
      bnStats: 'pytorch',
    },
    inputs,
    target,
    reading: { header: true, na: null },
    data: {
      paths: ['a.csv', 'b.csv'],
      digests: ['0', 'f'].map(digit => digit.repeat(64)),
      validationPath: null,
      validationDigest: null,
      trainRows: 8,
      validationRows: 2,
    },
    config: makeConfig({ layers: hidden, seed: 7, norm }),
    results: [result],
  }));

/** Numbers for a network of these facts: each tensor continues the count of the one before, row-major in the network's layout. */
export function keptFor({ network, results }: ModelFacts): KeptNetwork {
  const result = results[0]!;
  let next = 0.5;
  const tensors = floatTensors(network).map(({ name, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { name, values: Float32Array.from({ length: size }, () => next++) };
  });
  return { epoch: result.epoch, step: result.step, validated: null, tensors };
}

export function floatTensors(network: SavedModel['network']): TensorInfo[] {
  return stateDictOf(network).filter(({ dtype }) => dtype === 'F32');
}

/** A model that is always the same. */
export const someFacts: ModelFacts = fc
  .sample(anyFacts, { seed: 42, numRuns: 200 })
  .find(
    ({ network, target }) =>
      network.norm === 'batch' && network.widths.length === 3 && target.task === 'classification',
  )!;

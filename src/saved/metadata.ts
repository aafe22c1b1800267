/**
 * Everything in a model except its tensors, as the texts of a safetensors file's metadata: JSON, of which each part is
 * checked when it is read.
 */

import { UserError } from '../base/errors.ts';
import type { Fields } from '../base/files/json.ts';
import {
  array,
  boolean,
  fields,
  integer,
  Malformed,
  malformed,
  number,
  oneOf,
  orNull,
  string,
} from '../base/files/json.ts';
import { checkInputs, inputFromJson } from '../data/encoding/kinds/kinds.ts';
import type { NumberStyle } from '../data/tables/cells/cell-numbers.ts';
import { savedStylesFromJson } from '../data/tables/styles/column-style.ts';
import type { Scores } from '../events/events.ts';
import type { BlasIdentity } from '../kernels/blas/library.ts';
import { activationNames } from '../kernels/reference/activations.ts';
import { rowNormNames } from '../kernels/reference/norms.ts';
import { type BnStats, conventions } from '../network/layers/batch-norm.ts';
import type { PredictionRange } from '../network/prediction-range.ts';
import { type Task, taskNames } from '../network/tasks.ts';
import { type Config, makeConfig } from '../settings/config.ts';
import { savedConfig, withoutProbes } from '../settings/saved.ts';
import { isSetting } from '../settings/table.ts';
import {
  ENSEMBLE_FORMAT,
  MODEL_FORMAT,
  type SavedData,
  type SavedEnsemble,
  type SavedModel,
  type SavedNetwork,
  type SavedReading,
  type SavedRefit,
  type SavedResult,
  type SavedTarget,
} from './model.ts';
import { networkJson, normOf } from './network-json.ts';
import type { Metadata } from './safetensors.ts';

export type ModelFacts = Omit<SavedModel, 'tensors'>;

const TINY = Number.MIN_VALUE;

export function metadataFor({ version, ...parts }: ModelFacts): Metadata {
  const { network, inputs, target, reading, data, config, results, refit, ensemble, blas } = parts;
  const json = Object.entries({
    network: networkJson(network),
    inputs,
    target,
    reading,
    data,
    // `network` has the norm.
    config: savedConfig({ ...withoutProbes(config), norm: makeConfig({}).norm }),
    ...(ensemble === undefined ? { result: results[0] } : { results, ensemble }),
    ...(refit === undefined ? {} : { refit }),
    ...(blas === undefined ? {} : { blas }),
  });
  return {
    format: ensemble === undefined ? MODEL_FORMAT : ENSEMBLE_FORMAT,
    version,
    ...Object.fromEntries(json.map(([name, part]) => [name, JSON.stringify(part)])),
  };
}

/** Reads the metadata. Throws Malformed, which names the part that is wrong. */
export function factsFrom(metadata: Metadata): ModelFacts {
  const { format } = metadata;
  if (format?.startsWith('bntrain-checkpoint/')) {
    throw malformed(
      "it is an arm's checkpoint; 'bntrain resume' with its directory continues the run and saves networks",
    );
  }
  if (format === undefined || !format.startsWith('bntrain-model/')) {
    throw malformed('it is a safetensors file of another program');
  }
  const isEnsemble = format === ENSEMBLE_FORMAT;
  if (format !== MODEL_FORMAT && !isEnsemble) {
    throw malformed(`its format is ${format}, and this bntrain reads ${MODEL_FORMAT} and ${ENSEMBLE_FORMAT}`);
  }
  const facts: ModelFacts = {
    version: string(metadata.version),
    network: part(metadata, 'network', json => networkFrom(fields(json))),
    inputs: part(metadata, 'inputs', json => array(json).map(input => inputFromJson(fields(input)))),
    target: part(metadata, 'target', json => targetFrom(fields(json))),
    reading: part(metadata, 'reading', json => readingFrom(fields(json))),
    data: part(metadata, 'data', json => dataFrom(fields(json))),
    config: part(metadata, 'config', json => configFrom(fields(json))),
    ...(isEnsemble
      ? {
          results: part(metadata, 'results', json => array(json).map(result => resultFrom(fields(result)))),
          ensemble: part(metadata, 'ensemble', json => ensembleFrom(fields(json))),
        }
      : { results: [part(metadata, 'result', json => resultFrom(fields(json)))] }),
    ...(metadata.refit === undefined ? {} : { refit: part(metadata, 'refit', json => refitFrom(fields(json))) }),
    ...(metadata.blas === undefined ? {} : { blas: part(metadata, 'blas', json => blasFrom(fields(json))) }),
  };
  checkTogether(facts);
  const { network, config } = facts;
  return { ...facts, config: { ...config, norm: network.folded ? 'batch' : network.norm } };
}

function part<T>(metadata: Metadata, name: string, read: (json: unknown) => T): T {
  try {
    return read(JSON.parse(string(metadata[name])));
  } catch (error) {
    if (!(error instanceof Malformed || error instanceof SyntaxError)) throw error;
    const what = error instanceof Malformed ? error.what : 'JSON';
    throw malformed(`'${name}' in its metadata is not as expected (${what})`);
  }
}

function networkFrom(of: Fields): SavedNetwork {
  const widths = array(of.widths).map(width => integer(width, 2 ** 31 - 1, 1));
  if (widths.length < 2) throw malformed('two widths');
  const folded = of.folded !== undefined && boolean(of.folded);
  const batchNorm = boolean(of.batchNorm);
  const named = of.norm === undefined ? undefined : oneOf(of.norm, rowNormNames);
  if (folded && (batchNorm || named !== undefined)) throw malformed('no norm where batch norm is folded');
  if (batchNorm && named !== undefined) throw malformed('one norm');
  return {
    widths,
    activation: oneOf(of.activation, activationNames),
    norm: normOf(named === undefined ? { batchNorm } : { batchNorm, norm: named }),
    bnMomentum: number(of.bnMomentum, 0, 1),
    bnEps: number(of.bnEps, TINY),
    bnStats: oneOf(of.bnStats, Object.keys(conventions) as BnStats[]),
    ...(folded ? { folded } : {}),
  };
}

function targetFrom(of: Fields): SavedTarget {
  const task = oneOf(of.task, taskNames);
  const classes = orNull(of.classes, json => array(json).map(string));
  if ((classes === null) !== (task === 'regression')) throw malformed('classes, or none');
  if (classes !== null && new Set(classes).size < Math.max(2, classes.length)) throw malformed('different classes');
  const isNumber = boolean(of.isNumber);
  const classRows = of.classRows === undefined ? undefined : array(of.classRows).map(rows => integer(rows));
  if (classRows !== undefined && classRows.length !== classes?.length) throw malformed('rows of each class');
  return {
    name: string(of.name),
    task,
    classes,
    isNumber,
    mean: number(of.mean),
    deviation: number(of.deviation, TINY),
    ...(of.range === undefined ? {} : { range: rangeFrom(fields(of.range), task) }),
    ...(classRows === undefined ? {} : { classRows }),
  };
}

function rangeFrom(of: Fields, task: Task): PredictionRange {
  if (task !== 'regression') throw malformed('no range of classes');
  const min = number(of.min);
  return { min, max: number(of.max, min) };
}

function readingFrom(of: Fields): SavedReading {
  const { numbers, styles, escape: escapeSign } = of;
  return {
    header: orNull(of.header, boolean),
    na: orNull(of.na, json => array(json).map(string)),
    ...(of.notes === undefined || boolean(of.notes) ? {} : { notes: false }),
    ...(escapeSign === undefined ? {} : { escape: character(escapeSign) }),
    ...(numbers === undefined ? {} : { numbers: numberStyleFrom(fields(numbers)) }),
    ...(styles === undefined ? {} : { styles: savedStylesFromJson(array(styles)) }),
  };
}

function numberStyleFrom({ decimal, thousands }: Fields): NumberStyle {
  return { decimal: character(decimal), thousands: orNull(thousands, character) };
}

function character(json: unknown): string {
  if (string(json).length !== 1) throw malformed('one character');
  return string(json);
}

export function dataFrom(of: Fields): SavedData {
  const paths = array(of.paths).map(string);
  const digests = of.digests === undefined ? undefined : array(of.digests).map(sha256);
  if (digests !== undefined && digests.length !== paths.length) throw malformed('a digest for each path');
  const validationDigest = of.validationDigest === undefined ? undefined : orNull(of.validationDigest, sha256);
  return {
    paths,
    ...(digests === undefined ? {} : { digests }),
    validationPath: orNull(of.validationPath, string),
    ...(validationDigest === undefined ? {} : { validationDigest }),
    trainRows: integer(of.trainRows),
    validationRows: integer(of.validationRows),
  };
}

function sha256(json: unknown): string {
  if (!/^[0-9a-f]{64}$/.test(string(json))) throw malformed('a SHA-256');
  return string(json);
}

/** Reads a config. Settings of later versions are ignored, because they do not change the model. */
export function configFrom(of: Fields): Config {
  const known = Object.entries(of).filter(([key]) => isSetting(key));
  try {
    return makeConfig(Object.fromEntries(known));
  } catch (error) {
    throw error instanceof UserError ? malformed(error.message) : error;
  }
}

function resultFrom(of: Fields): SavedResult {
  const [best, final] = [fields(of.best), fields(of.final)];
  return {
    arm: string(of.arm),
    seed: integer(of.seed),
    ...(of.part === undefined ? {} : { part: integer(of.part) }),
    epochs: integer(of.epochs),
    steps: integer(of.steps),
    diverged: boolean(of.diverged),
    stoppedEarly: boolean(of.stoppedEarly),
    interrupted: boolean(of.interrupted),
    best: { epoch: integer(best.epoch), step: integer(best.step), ...scoresFrom(best) },
    final: { trainLoss: loss(final.trainLoss), ...scoresFrom(final) },
    initHash: string(of.initHash),
    orderHash: string(of.orderHash),
    kept: oneOf(of.kept, ['best', 'last']),
    epoch: integer(of.epoch),
    step: integer(of.step),
    ...(of.guess === undefined ? {} : { guess: guessFrom(fields(of.guess)) }),
  };
}

function refitFrom(of: Fields): SavedRefit {
  return { rows: integer(of.rows), epochs: integer(of.epochs), trainLoss: loss(of.trainLoss) };
}

function blasFrom({ library, version, core }: Fields): BlasIdentity {
  return { library: string(library), version: orNull(version, string), core: string(core) };
}

function ensembleFrom(of: Fields): SavedEnsemble {
  return {
    networks: integer(of.networks, 2 ** 31 - 1, 2),
    kept: oneOf(of.kept, ['best', 'last']),
    rows: integer(of.rows),
    loss: loss(of.loss),
    score: loss(of.score),
    ...ofTask(of),
    guess: guessFrom(fields(of.guess)),
  };
}

function guessFrom(of: Fields): NonNullable<SavedResult['guess']> {
  // The loss is infinite, which JSON has no number for, where a validation row has a class without training rows.
  const guessed = of.loss === null ? Number.POSITIVE_INFINITY : number(of.loss);
  return { loss: guessed, score: loss(of.score), ...ofTask(of) };
}

function scoresFrom(of: Fields): Scores & { validationLoss: number | null; validationScore: number | null } {
  const orNumber = (json: unknown) => orNull(json, value => number(value));
  return { validationLoss: orNumber(of.validationLoss), validationScore: orNumber(of.validationScore), ...ofTask(of) };
}

function ofTask(of: Fields): Scores {
  return Object.fromEntries(
    (['rmse', 'balancedAccuracy', 'macroF1'] as const)
      .filter(name => of[name] !== undefined)
      .map(name => [name, loss(of[name])]),
  );
}

/** Reads a loss, which is null for NaN. */
function loss(json: unknown): number {
  return json === null ? Number.NaN : number(json);
}

function checkTogether({ network, inputs, target, results, ensemble }: ModelFacts): void {
  const { widths } = network;
  if (ensemble !== undefined && ensemble.networks !== results.length)
    throw malformed('it has not a result for each network');
  if (checkInputs(inputs) !== widths[0]) throw malformed('its inputs are not as many as its network takes');
  if ((target.classes?.length ?? 1) !== widths.at(-1)) {
    throw malformed('its network has not one output for each class, or for the number that it predicts');
  }
}

/** Saves the trained networks of an experiment. */

import { extname, join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { makeFolder } from '../base/files/folder.ts';
import { checkOutputFile } from '../base/files/output-file.ts';
import { whyNot } from '../base/files/why-not.ts';
import { version } from '../base/version.ts';
import type { LoadedData } from '../data/load.ts';
import type { DataOptions } from '../data/reading/options.ts';
import { savedStyles } from '../data/tables/styles/column-style.ts';
import type { RefitEvent, ResultEvent, SavedEvent, StartEvent } from '../events/events.ts';
import { type BlasIdentity, identityOf } from '../kernels/blas/library.ts';
import type { SavedData, SavedEnsemble, SavedReading, SavedRefit, SavedResult } from '../saved/model.ts';
import type { SaveSetting } from '../saved/run-file.ts';
import { writeModel } from '../saved/write-model.ts';
import type { KeptEpoch, KeptNetwork } from '../training/snapshot.ts';
import { rangeFor, widthsOf } from './arm-tasks.ts';
import { type Arm, armConfig } from './arms.ts';
import { guessOf } from './guess.ts';
import type { ReadyExperiment } from './ready.ts';
import type { Refitted } from './refit.ts';
import type { Experiment } from './spec.ts';
import type { ArmWithResult } from './threads.ts';

export interface SaveRequest {
  /** The file for the network of each arm. */
  paths: Readonly<Record<string, string>>;
  epoch: KeptEpoch;
  /** The setting that asks for saving, for messages. */
  setting: SaveSetting;
}

/** The files for the networks of the arms, in a directory that is created. Throws UserError. */
export function saveDirectory(directory: string, arms: readonly Arm[]): SaveRequest['paths'] {
  if (directory === '') throw new UserError("⟪saveDir⟫: got '', takes the name of a directory");
  try {
    makeFolder(directory);
  } catch (error) {
    throw new UserError(`⟪saveDir⟫: ${directory}: ${whyNot(error)}`);
  }
  return Object.fromEntries(arms.map(({ name }) => [name, join(directory, `${name}.safetensors`)]));
}

/** Suffixes of formats that models are not saved in; some can be exported. */
const EXPORTED = /\.(?:onnx|m?js)$/i;
const OTHERS = /\.(?:pt|pth|pkl|pickle|joblib|h5|hdf5|keras|ckpt|tflite|pb|mat|npz|npy|json|csv|tsv|parquet|zip|gz)$/i;

function checkSuffix(setting: string, path: string): void {
  const suffix = extname(path);
  if (!EXPORTED.test(suffix) && !OTHERS.test(suffix)) return;
  const name = `${path.slice(0, -suffix.length)}.safetensors`;
  const way = EXPORTED.test(suffix) ? `, and bntrain export ${name} -o ${path} writes it as ${suffix}` : '';
  throw new UserError(`${setting}: ${path}: a network is saved as safetensors; name it ${name}${way}`);
}

/** Throws UserError for files that cannot be written, before anything is read. */
export function checkSave({ save, paths, config, checkpoint }: Experiment): void {
  if (save === undefined) return;
  const { validation, initFrom } = config;
  const inputs = typeof validation === 'string' ? [...paths, validation] : [...paths];
  // A run can only be resumed if the file it started from is unchanged. Without a checkpoint the file may be
  // overwritten.
  if (checkpoint !== undefined && initFrom !== null) inputs.push(initFrom);
  for (const path of Object.values(save.paths)) {
    checkOutputFile(`⟪${save.setting}⟫`, path, inputs);
    checkSuffix(`⟪${save.setting}⟫`, path);
  }
}

/** A description of the data, as model files have it. */
export function savedData({ description, digests }: LoadedData): SavedData {
  const { paths, validationPath, trainRows, validationRows } = description;
  const validationDigest = digests!.validation;
  return { paths, digests: digests!.table, validationPath, validationDigest, trainRows, validationRows };
}

/** Why an arm has no network to save; null where it has one. */
export function whyUnsaved({ result, kept }: ArmWithResult): string | null {
  if (kept === null) return 'no epoch had a finite loss';
  return result.diverged && kept.epoch === 0 ? 'it diverged before any epoch of training had a finite loss' : null;
}

interface SavedFacts {
  readonly refitted?: Refitted | null;
  readonly ensemble?: SavedEnsemble | null;
  readonly blas?: BlasIdentity | null;
}

/**
 * Saves the network of an arm, or those of its ensemble, which all have a network to save. Throws UserError if the file cannot be
 * written.
 */
export async function saveArm(
  { save, config: shared, arms }: ReadyExperiment,
  data: LoadedData,
  outcomes: readonly ArmWithResult[],
  { refitted = null, ensemble = null, blas = null }: SavedFacts,
): Promise<SavedEvent> {
  const name = outcomes[0]!.arm;
  const arm = arms.find(each => each.name === name)!;
  const config = armConfig(arm, shared);
  const trained = refitted?.data ?? data;
  const { description, inputs, targetIsNumber, targetMean, targetDeviation } = trained;
  const widths = widthsOf(config, trained);
  const range = rangeFor(config, trained);
  const kept = outcomes.map(outcome => refitted?.kept ?? outcome.kept!);
  // An ensemble has it beside its own score.
  const guess = ensemble === null ? guessOf(data) : null;
  const { activation, norm, bnMomentum, bnEps, bnStats } = config;
  const facts = {
    version,
    network: { widths, activation, norm, bnMomentum, bnEps, bnStats },
    inputs,
    target: {
      name: description.target,
      task: description.task,
      classes: description.classes,
      isNumber: targetIsNumber,
      mean: targetMean,
      deviation: targetDeviation,
      ...(range === null ? {} : { range }),
      ...(description.classRows === null ? {} : { classRows: description.classRows }),
    },
    reading: savedReading(data, config),
    data: savedData(data),
    config,
    results: outcomes.map(({ result }, n) => savedResult(result, kept[n]!, save!.epoch, guess)),
    ...(ensemble === null ? {} : { ensemble }),
    ...(refitted === null ? {} : { refit: savedRefit(refitted.event) }),
    ...(blas === null ? {} : { blas: identityOf(blas) }),
  };
  const path = save!.paths[name]!;
  const bytes = await writeModel(`⟪${save!.setting}⟫`, path, facts, kept);
  const { epoch, step } = kept[0]!;
  const which = ensemble === null ? { epoch, step } : { networks: kept.length };
  return { event: 'saved', arm: name, path, bytes, ...which };
}

function savedResult(
  { event, seconds, splitHash, ...result }: ResultEvent,
  { epoch, step }: KeptNetwork,
  kept: KeptEpoch,
  guess: StartEvent['guess'] | null,
): SavedResult {
  return { ...result, best: result.best!, kept, epoch, step, ...(guess === null ? {} : { guess }) };
}

function savedRefit({ rows, epochs, trainLoss }: RefitEvent): SavedRefit {
  return { rows, epochs, trainLoss };
}

function savedReading(
  { description, numberStyle, styles }: LoadedData,
  { na, notes }: Pick<DataOptions, 'na' | 'notes'>,
): SavedReading {
  const { decimal, thousands } = numberStyle;
  return {
    header: description.format.header,
    na,
    ...(notes ? {} : { notes }),
    ...(description.format.escape === null ? {} : { escape: description.format.escape }),
    ...(description.format.format === 'csv' ? { numbers: { decimal, thousands } } : {}),
    ...(styles.size === 0 ? {} : { styles: savedStyles(styles) }),
  };
}

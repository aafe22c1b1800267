/** The checkpoint of an experiment: a new one, or one that is opened again. */

import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.ts';
import { resolveLink } from '../base/files/output-file.ts';
import { displayPath } from '../base/files/standard-input.ts';
import { formatCount, list, plural, printable } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import type { LoadedData } from '../data/load.ts';
import { identityOf } from '../kernels/blas/library.ts';
import type { Engine } from '../kernels/engine.ts';
import { stateNames } from '../optimizers/update.ts';
import { type ArmFacts, readArm } from '../saved/arm-file.ts';
import { type CheckpointFolder, newFolder } from '../saved/checkpoint-folder.ts';
import type { SavedData } from '../saved/model.ts';
import type { CheckpointEvery, SavedRun } from '../saved/run-file.ts';
import type { TrainerState } from '../training/state.ts';
import type { ArmTask } from './arm.ts';
import { type Arm, knownArm } from './arms.ts';
import { savedData } from './save.ts';
import type { Experiment } from './spec.ts';

export interface CheckpointRequest {
  directory: string;
  every: CheckpointEvery;
}

/** A checkpoint whose folder this process has locked. */
export interface OpenCheckpoint {
  readonly folder: CheckpointFolder;
  readonly every: CheckpointEvery;
  /** Null for a new run. */
  readonly resumed: { readonly force: boolean } | null;
}

/** Starts a checkpoint, before the data are read. Throws UserError. */
export function beginCheckpoint(experiment: Experiment, engine: Engine, budget: number): OpenCheckpoint {
  const { directory, every } = experiment.checkpoint!;
  const folder = newFolder('⟪checkpoint⟫', directory);
  try {
    checkApart(experiment);
    folder.writeRun(savedRun(experiment, engine, budget, process.cwd()));
  } catch (error) {
    folder.release();
    throw error;
  }
  return { folder, every, resumed: null };
}

/**
 * Checks that no saved network would overwrite an arm's checkpoint; when a run is resumed, links in its paths may have
 * changed. Throws UserError.
 */
export function checkApart({ save, checkpoint }: Experiment, resumed = false): void {
  const { directory } = checkpoint!;
  const own = realpathSync(directory);
  if (Object.values(save?.paths ?? {}).every(path => realpathSync(dirname(resolveLink(path))) !== own)) return;
  const what = `${directory}: is where ⟪${save!.setting}⟫ puts networks`;
  throw new UserError(
    resumed ? `${what}; move it, or resume it from elsewhere` : `⟪checkpoint⟫: ${what}; give another directory`,
  );
}

export function savedRun(experiment: Experiment, engine: Engine, budget: number, directory: string): SavedRun {
  const { command, arms, paths, config, points, search, rates, save = null, checkpoint } = experiment;
  const { every } = checkpoint!;
  const names = arms.map(({ name }) => name);
  return {
    version,
    engine: engine.name,
    ...(engine.blas === null ? {} : { blas: identityOf(engine.blas) }),
    directory,
    command,
    arms: names,
    ...savedOverrides(arms),
    paths,
    config,
    ...(points === undefined ? {} : { points }),
    ...(search === undefined ? {} : { search }),
    ...(rates === undefined ? {} : { rates }),
    budget,
    save,
    every,
  };
}

/** The overrides of arms that bntrain does not define. */
function savedOverrides(arms: readonly Arm[]): Pick<SavedRun, 'overrides'> {
  const others = arms.filter(({ name, overrides }) => !isDeepStrictEqual(knownArm(name)?.overrides, overrides));
  if (others.length === 0) return {};
  return { overrides: Object.fromEntries(others.map(({ name, overrides }) => [name, overrides])) };
}

/** The arms of a run. Throws UserError for one that this version does not know. */
export function armsOf({ arms, overrides = {} }: SavedRun, directory: string): Arm[] {
  return arms.map(name => {
    const own = overrides[name];
    const arm = own === undefined ? knownArm(name) : { name, overrides: own };
    if (arm === undefined) throw new UserError(`${directory}: this version has no arm '${printable(name)}'`);
    return arm;
  });
}

/** What an arm needs to write its checkpoints and to continue from one. */
export function checkpointOf(
  { folder, every, resumed }: OpenCheckpoint,
  task: Omit<ArmTask, 'control'>,
  data: LoadedData,
  stepsPerEpoch: number,
): Pick<ArmTask, 'record' | 'checkpoint' | 'state'> {
  const { arm, widths, config, validation } = task;
  const path = folder.armPath(arm);
  const facts: ArmFacts = { version, arm, widths, data: savedData(data) };
  const checkpoint = { directory: folder.path, path, every, facts };
  if (resumed === null) return { record: true, checkpoint };
  const shape = {
    widths,
    activation: config.activation,
    norm: config.norm,
    task: task.task,
    scoreClasses: validation === null,
    stepsPerEpoch,
    logSteps: config.logSteps,
    validateEvery: config.validateEvery,
    optimizer: stateNames(config),
    keep: (task.keep ?? null) !== null,
  };
  const state = readArm(path, shape, then => checkFacts(path, then, facts, resumed.force));
  if (state !== null) checkEpochs(state, config.epochs, stepsPerEpoch);
  return { record: true, checkpoint, state };
}

function checkFacts(path: string, then: ArmFacts, now: ArmFacts, force: boolean): void {
  if (then.arm !== now.arm) throw new UserError(`${path}: is the checkpoint of another arm, ${then.arm}`);
  const changed = whatChanged(then.data, now.data);
  const shapes = then.widths.join() === now.widths.join() && then.data.trainRows === now.data.trainRows;
  if (changed !== null && !(force && shapes)) {
    const way = shapes ? 'restore it, or train on it as it is with ⟪force⟫' : `restore it: ${whatDiffers(then, now)}`;
    throw new UserError(`${changed} since the checkpoint was made; ${way}`);
  }
  if (!shapes) throw new UserError(`${path}: is the checkpoint of another network or of other rows`);
}

/** Why the arms cannot continue on these rows. */
function whatDiffers(then: ArmFacts, now: ArmFacts): string {
  const rows = [then, now].map(({ data }) => formatCount(data.trainRows));
  const widths = [then, now].map(facts => facts.widths.join('-'));
  return rows[0] === rows[1]
    ? `the network was ${widths.join(' and is now ')}`
    : `it had ${rows.join(' training rows and now has ')}`;
}

/** Throws UserError if the data are not those of the checkpoint, unless that is forced. */
export function checkData(then: SavedData | null, now: SavedData, { resumed }: OpenCheckpoint): void {
  const changed = then === null ? null : whatChanged(then, now);
  if (changed === null || resumed === null || resumed.force) return;
  throw new UserError(
    `${changed} since the checkpoint was made; restore it, or train all pairs on it as it is with ⟪force⟫`,
  );
}

/** The first change of the data; null if there is none. */
function whatChanged(then: SavedData, now: SavedData): string | null {
  if (then.paths.length !== now.paths.length) {
    return `${now.paths[0]}: there were ${plural(then.paths.length, 'file')} and are now ${now.paths.length}: changed`;
  }
  const changed = now.paths.filter((_, n) => then.digests?.[n] !== now.digests?.[n]);
  if (then.validationDigest !== now.validationDigest) changed.push(now.validationPath ?? 'the rows that validate');
  return changed.length === 0 ? null : `${list(changed.map(displayPath))}: changed`;
}

function checkEpochs({ steps }: TrainerState, epochs: number, stepsPerEpoch: number): void {
  const begun = Math.ceil(steps / stepsPerEpoch);
  if (begun <= epochs) return;
  throw new UserError(
    `⟪epochs⟫: got ${epochs}, but ${plural(begun, 'epoch')} have already been started; give ${begun} or more`,
  );
}

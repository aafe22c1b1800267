/**
 * The file `run.json` of a checkpoint: what is trained, and how. It is there before anything is read, so that a run can be
 * resumed from its first moment on.
 */

import { readFileSync, statSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import { writeAllSync } from '../base/files/disk.ts';
import {
  array,
  type Fields,
  fields,
  integer,
  Malformed,
  malformed,
  number,
  oneOf,
  orNull,
  string,
} from '../base/files/json.ts';
import { replaceFileSync } from '../base/files/output-file.ts';
import { printable } from '../base/text/format.ts';
import { flagOf } from '../base/text/setting-names.ts';
import type { Arm } from '../events/events.ts';
import { type EngineName, engineNames } from '../kernels/engine-names.ts';
import type { Config } from '../settings/config.ts';
import { savedConfig } from '../settings/saved.ts';
import { isSetting } from '../settings/table.ts';
import type { KeptEpoch } from '../training/snapshot.ts';
import { configFrom } from './metadata.ts';

export const CHECKPOINT_FORMAT = 'bntrain-checkpoint/1';

/** When checkpoints are written besides the end: after so many epochs, or so many seconds. */
export type CheckpointEvery = { readonly epochs: number } | { readonly seconds: number };

/** The settings that ask for networks to be saved. */
export type SaveSetting = 'save' | 'saveDir';

export interface SavedRun {
  /** Of the bntrain that trains. */
  readonly version: string;
  /** The kernels that train, whatever the config asks for. */
  readonly engine: EngineName;
  /** Where it was started, from where paths go. */
  readonly directory: string;
  readonly command: 'compare' | 'train';
  readonly arms: readonly Arm[];
  /** Settings of arms that are not bntrain's own. */
  readonly overrides?: Readonly<Record<Arm, Partial<Config>>>;
  readonly paths: readonly string[];
  readonly config: Config;
  /** Bytes that rows may take in memory, which decides where rows lie and in which order they come. */
  readonly budget: number;
  /** Where networks go at the end; null where none is saved. */
  readonly save: {
    readonly setting: SaveSetting;
    readonly paths: Readonly<Record<Arm, string>>;
    readonly epoch: KeptEpoch;
  } | null;
  readonly every: CheckpointEvery;
}

/** No run.json is nearly as large. */
const MOST_BYTES = 2 ** 24;

/** Throws the system's error. */
export function writeRun(path: string, run: SavedRun): void {
  const { setting, ...where } = run.save ?? {};
  // The file names a flag: it is older than names of settings.
  const save = setting === undefined ? null : { flag: flagOf(setting), ...where };
  const json = JSON.stringify({ format: CHECKPOINT_FORMAT, ...run, config: savedConfig(run.config), save }, null, 2);
  replaceFileSync(path, fd => writeAllSync(fd, Buffer.from(`${json}\n`), 0));
}

/** Throws UserError for whatever is no run of bntrain, and the system's error where nothing can be read. */
export function readRun(path: string): SavedRun {
  try {
    if (statSync(path).size > MOST_BYTES) throw malformed('it is too large');
    return runFrom(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new UserError(`${path}: is not a checkpoint of bntrain, or is damaged: ${printable(error.what)}`);
  }
}

/** Throws Malformed. */
export function runFrom(json: string): SavedRun {
  const of = fields(parse(json));
  if (of.format !== CHECKPOINT_FORMAT) {
    throw malformed(`its format is not ${CHECKPOINT_FORMAT}, which is all that this bntrain reads`);
  }
  const command = oneOf(of.command, ['compare', 'train']);
  const arms = array(of.arms).map(armFrom);
  const asMany = new Set(arms).size === arms.length && (command === 'compare' ? arms.length > 1 : arms.length === 1);
  if (!asMany) throw malformed("'arms'");
  const paths = array(of.paths).map(string);
  if (paths.length === 0) throw malformed("'paths'");
  return {
    version: string(of.version),
    engine: oneOf(of.engine, engineNames),
    directory: string(of.directory),
    command,
    arms,
    ...(of.overrides === undefined ? {} : { overrides: overridesFrom(fields(of.overrides), fields(of.config)) }),
    paths,
    config: configFrom(fields(of.config)),
    budget: number(of.budget, 0),
    save: orNull(of.save, json => saveFrom(fields(json), arms)),
    every: everyFrom(fields(of.every)),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw malformed('it is not JSON');
  }
}

function armFrom(json: unknown): Arm {
  const name = string(json);
  // Files are named after arms.
  if (!/^[\w-]+$/.test(name)) throw malformed("'arms'");
  return name;
}

/** Of each arm, checked as a part of its config. */
function overridesFrom(of: Fields, config: Fields): Record<Arm, Partial<Config>> {
  const arms = Object.entries(of).map(([name, json]) => {
    const own = fields(json);
    const checked = configFrom({ ...config, ...own });
    return [
      name,
      Object.fromEntries(
        Object.keys(own)
          .filter(isSetting)
          .map(key => [key, checked[key]]),
      ),
    ];
  });
  return Object.fromEntries(arms);
}

function saveFrom(of: Fields, arms: readonly Arm[]): SavedRun['save'] {
  const given = fields(of.paths);
  const paths = Object.fromEntries(arms.map(arm => [arm, string(given[arm])]));
  return { setting: settingFrom(of.flag), paths, epoch: oneOf(of.epoch, ['best', 'last']) };
}

function settingFrom(flag: unknown): SaveSetting {
  const settings = ['save', 'saveDir'] as const;
  const name = oneOf(
    flag,
    settings.map(key => flagOf(key)),
  );
  return settings.find(key => flagOf(key) === name)!;
}

function everyFrom(of: Fields): CheckpointEvery {
  if (of.epochs !== undefined) return { epochs: integer(of.epochs, Number.MAX_SAFE_INTEGER, 1) };
  return { seconds: number(of.seconds, 0) };
}

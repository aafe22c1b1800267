/**
 * The file `run.json` of a checkpoint: the data, the arms and the settings. It is written before the data are read, so
 * that a run can be resumed from its very start.
 */

import { writeAllSync } from '../base/files/disk.ts';
import { replaceFileSync } from '../base/files/output-file.ts';
import { flagOf } from '../base/text/setting-names.ts';
import type { Arm } from '../events/events.ts';
import type { BlasIdentity } from '../kernels/blas/library.ts';
import type { EngineName } from '../kernels/engine-names.ts';
import type { Config } from '../settings/config.ts';
import { savedConfig } from '../settings/saved.ts';
import type { KeptEpoch } from '../training/snapshot.ts';

export const CHECKPOINT_FORMAT = 'bntrain-checkpoint/1';

/** Epochs or seconds between checkpoints. The last checkpoint is written when training ends. */
export type CheckpointEvery = { readonly epochs: number } | { readonly seconds: number };

/** The commands that train arms. */
export const experimentCommands = ['compare', 'train', 'evidence', 'sweep'] as const;
export type ExperimentCommand = (typeof experimentCommands)[number];

/** The settings that ask for networks to be saved. */
export const saveSettings = ['save', 'saveDir'] as const;
export type SaveSetting = (typeof saveSettings)[number];

export interface SavedRun {
  /** The version of bntrain that trains. */
  readonly version: string;
  /** The kernels that train, which may differ from those in the config. */
  readonly engine: EngineName;
  /** The library that computes products; absent without. */
  readonly blas?: BlasIdentity;
  /** The directory in which the run was started; its paths are relative to it. */
  readonly directory: string;
  readonly command: ExperimentCommand;
  readonly arms: readonly Arm[];
  /** Settings of arms that bntrain does not define. */
  readonly overrides?: Readonly<Record<Arm, Partial<Config>>>;
  readonly paths: readonly string[];
  readonly config: Config;
  /** The points of a sweep; absent if nothing is swept. */
  readonly points?: readonly Partial<Config>[];
  /** What is searched for beyond the points; absent for nothing. */
  readonly search?: 'stable-lr';
  /** Learning rates of which each arm gets its own; absent for one rate. */
  readonly rates?: readonly number[];
  /** Max bytes of rows in memory. It decides whether rows are stored in a file, and thereby their order. */
  readonly budget: number;
  /** The files to save networks in at the end; null for none. */
  readonly save: {
    readonly setting: SaveSetting;
    readonly paths: Readonly<Record<Arm, string>>;
    readonly epoch: KeptEpoch;
  } | null;
  readonly every: CheckpointEvery;
}

/** Throws the system's error. */
export function writeRun(path: string, run: SavedRun): void {
  const { setting, ...where } = run.save ?? {};
  // The file names a flag for compatibility: it is older than setting names in messages.
  const save = setting === undefined ? null : { flag: flagOf(setting), ...where };
  const json = JSON.stringify({ format: CHECKPOINT_FORMAT, ...run, config: savedConfig(run.config), save }, null, 2);
  replaceFileSync(path, fd => writeAllSync(fd, Buffer.from(`${json}\n`), 0));
}

/**
 * The file `run.json` of a checkpoint: what is trained, and how. It is written before the data are read, so that a run can be
 * resumed from its first moment on.
 */

import { writeAllSync } from '../base/files/disk.ts';
import { replaceFileSync } from '../base/files/output-file.ts';
import { flagOf } from '../base/text/setting-names.ts';
import type { Arm } from '../events/events.ts';
import type { EngineName } from '../kernels/engine-names.ts';
import type { Config } from '../settings/config.ts';
import { savedConfig } from '../settings/saved.ts';
import type { KeptEpoch } from '../training/snapshot.ts';

export const CHECKPOINT_FORMAT = 'bntrain-checkpoint/1';

/** Epochs or seconds from checkpoint to checkpoint. The last one is written when training ends. */
export type CheckpointEvery = { readonly epochs: number } | { readonly seconds: number };

/** The settings that ask for networks to be saved. */
export const saveSettings = ['save', 'saveDir'] as const;
export type SaveSetting = (typeof saveSettings)[number];

export interface SavedRun {
  /** The version of bntrain that trains. */
  readonly version: string;
  /** The kernels that train, whatever the config asks for. */
  readonly engine: EngineName;
  /** Where the run was started; its paths are relative to it. */
  readonly directory: string;
  readonly command: 'compare' | 'train';
  readonly arms: readonly Arm[];
  /** Settings of arms that bntrain does not define. */
  readonly overrides?: Readonly<Record<Arm, Partial<Config>>>;
  readonly paths: readonly string[];
  readonly config: Config;
  /** Bytes that rows may take in memory, which decides whether they are stored and in which order they come. */
  readonly budget: number;
  /** Where networks are saved at the end; null where none is. */
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
  // The file names a flag: it is older than names of settings.
  const save = setting === undefined ? null : { flag: flagOf(setting), ...where };
  const json = JSON.stringify({ format: CHECKPOINT_FORMAT, ...run, config: savedConfig(run.config), save }, null, 2);
  replaceFileSync(path, fd => writeAllSync(fd, Buffer.from(`${json}\n`), 0));
}

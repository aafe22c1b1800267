/** Reads the file `run.json` of a checkpoint, and checks all of it: it may be damaged, edited or of another version. */

import { readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';
import { UserError } from '../base/errors.ts';
import { Malformed, malformed } from '../base/files/json.ts';
import { checkJson } from '../base/files/schema.ts';
import { printable } from '../base/text/format.ts';
import { flagOf } from '../base/text/setting-names.ts';
import type { Arm } from '../events/events.ts';
import { engineNames } from '../kernels/engine-names.ts';
import type { Config } from '../settings/config.ts';
import { isSetting } from '../settings/table.ts';
import { configFrom } from './metadata.ts';
import { CHECKPOINT_FORMAT, experimentCommands, type SavedRun, saveSettings } from './run-file.ts';

/** Max size: no run.json is nearly as large. */
const MAX_BYTES = 2 ** 24;

/** Files are named after arms. */
const arm = v.pipe(v.string(), v.regex(/^[\w-]+$/));
const settings = v.record(v.string(), v.unknown());
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));

const runSchema = v.object({
  format: v.literal(CHECKPOINT_FORMAT),
  version: v.string(),
  engine: v.picklist(engineNames),
  blas: v.optional(v.object({ library: v.string(), version: v.nullable(v.string()), core: v.string() })),
  directory: v.string(),
  command: v.picklist(experimentCommands),
  arms: v.array(arm),
  overrides: v.optional(v.record(arm, settings)),
  paths: v.pipe(v.array(v.string()), v.minLength(1)),
  config: settings,
  points: v.optional(v.pipe(v.array(settings), v.minLength(1))),
  search: v.optional(v.literal('stable-lr')),
  rates: v.optional(v.pipe(v.array(v.pipe(v.number(), v.gtValue(0))), v.minLength(2))),
  budget: notNegative,
  save: v.nullable(
    v.object({
      flag: v.picklist(saveSettings.map(key => flagOf(key))),
      paths: v.record(arm, v.string()),
      epoch: v.picklist(['best', 'last']),
    }),
  ),
  every: v.union(
    [v.object({ epochs: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }), v.object({ seconds: notNegative })],
    'takes epochs, 1 or more, or seconds, 0 or more',
  ),
});

/** Throws UserError for a file that is not a run of bntrain, and the system's error if it cannot be read. */
export function readRun(path: string): SavedRun {
  try {
    if (statSync(path).size > MAX_BYTES) throw malformed('it is too large');
    return runFrom(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new UserError(`${path}: is not a checkpoint of bntrain, or is damaged: ${printable(error.what)}`);
  }
}

/** Throws Malformed. */
export function runFrom(text: string): SavedRun {
  const { format, overrides, points, search, rates, config, save, blas, ...run } = checkJson(runSchema, parse(text));
  const { command, arms } = run;
  const isCountRight = command === 'train' ? arms.length === 1 : arms.length > 0;
  if (!isCountRight || new Set(arms).size < arms.length) throw malformed(`'arms': got ${arms}, for ${command}`);
  const unsaved = save === null ? undefined : arms.find(name => !Object.hasOwn(save.paths, name));
  if (unsaved !== undefined) throw malformed(`'save.paths': no path of ${unsaved}`);
  return {
    ...run,
    ...(blas === undefined ? {} : { blas }),
    ...(overrides === undefined ? {} : { overrides: overridesFrom(overrides, config) }),
    config: configFrom(config),
    ...(points === undefined ? {} : { points: points.map(point => partOf(point, config)) }),
    ...(search === undefined ? {} : { search }),
    ...(rates === undefined ? {} : { rates }),
    save:
      save === null
        ? null
        : { setting: saveSettings.find(key => flagOf(key) === save.flag)!, paths: save.paths, epoch: save.epoch },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
}

type Settings = v.InferOutput<typeof settings>;

/** The settings of each arm, checked as a part of its config. */
function overridesFrom(overrides: Record<Arm, Settings>, config: Settings): Record<Arm, Partial<Config>> {
  return Object.fromEntries(Object.entries(overrides).map(([name, own]) => [name, partOf(own, config)]));
}

/** Some settings, checked as a part of the config. */
function partOf(own: Settings, config: Settings): Partial<Config> {
  const checked = configFrom({ ...config, ...own });
  return Object.fromEntries(
    Object.keys(own)
      .filter(isSetting)
      .map(key => [key, checked[key]]),
  );
}

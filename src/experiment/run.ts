/** A run is one arm with one seed at one point of an experiment. A digest identifies what it consists of. */

import { createHash } from 'node:crypto';
import { version } from '../base/version.ts';
import type { Config } from '../settings/config.ts';
import { scopeOf, settingKeys } from '../settings/table.ts';
import type { Arm, Overrides } from './arms.ts';

export interface Run {
  readonly arm: Arm;
  readonly seed: number;
  /** Settings of this point of a sweep; empty if nothing is swept. */
  readonly point: Overrides;
}

/** Every arm with every seed at every point. The arms vary fastest, because they are compared. */
export function runsOf(arms: readonly Arm[], seeds: readonly number[], points: readonly Overrides[] = [{}]): Run[] {
  return points.flatMap(point => seeds.flatMap(seed => arms.map(arm => ({ arm, seed, point }))));
}

/** The settings of a point that decide results: its place in the sweep. */
export function cellOf(point: Overrides): Overrides {
  return Object.fromEntries(Object.entries(point).filter(([key]) => scopeOf(key as keyof Overrides) !== 'none'));
}

/** The settings of a run. */
export function runConfig({ arm, seed, point }: Run, config: Config): Config {
  return { ...config, ...point, ...arm.overrides, seed };
}

/**
 * SHA-256 of everything that decides the result of a run, hexadecimal: `data` (the digests or paths of the files), the
 * settings in force, and the version. The name of the arm and settings that change no result are not part of it.
 */
export function runDigest(run: Run, config: Config, data: readonly string[], by = version): string {
  const resolved = runConfig(run, config);
  const keys = settingKeys.filter(key => scopeOf(key) !== 'none').sort();
  const settings = keys.map(key => [key, contentOf(key, resolved[key])]);
  return createHash('sha256')
    .update(JSON.stringify({ version: by, data, settings }))
    .digest('hex');
}

/** The file that validates is known by its digest, wherever it is. */
function contentOf(key: keyof Config, value: unknown): unknown {
  return key === 'validation' && typeof value === 'string' ? 'file' : value;
}

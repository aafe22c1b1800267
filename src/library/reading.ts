/** Shared by `predict`, `evaluate` and `export`: how they read tables, and the kernels they compute with. */

import type { Warn } from '../base/warn.ts';
import { defaultReadOptions, type ReadOptions } from '../data/tables/blocks/reader.ts';
import { availableThreads } from '../experiment/machine.ts';
import { chooseEngine, type Engine } from '../kernels/engine.ts';
import type { RowsOptions } from '../prediction/model-rows.ts';
import { type GivenSettings, makeConfig } from '../settings/config.ts';
import { warnOfUnused } from './unused-settings.ts';

const sameBits = 'a row gets the same bits alone and in any table, which a BLAS does not give';

/**
 * Warns of settings without effect; `unread` describes what they have none on where no table is read by them. Throws UserError.
 */
export function readingFrom(
  given: GivenSettings,
  warn: Warn,
  unread: string | null = null,
): { options: Pick<RowsOptions, 'reading' | 'threads'>; engine: Engine } {
  const config = makeConfig(given);
  const keys = Object.keys(defaultReadOptions) as (keyof ReadOptions)[];
  const reading = Object.fromEntries(keys.map(key => [key, config[key]])) as unknown as ReadOptions;
  warnOfUnused(given, unread === null ? keys : [], unread ?? 'a trained model', warn);
  if (config.engine === 'blas') warn(`⟪engine=blas⟫ has no effect on predictions: ${sameBits}`, 'no-effect');
  const engine = chooseEngine(config.engine === 'blas' ? 'auto' : config.engine, warn);
  return { options: { reading, threads: config.threads ?? availableThreads() }, engine };
}

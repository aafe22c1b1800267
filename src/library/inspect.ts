/** `inspect`: how a table is interpreted, without training. */

import type { DataOptions } from '../data/reading/options.ts';
import type { InspectionEvent } from '../events/events.ts';
import { inspectTable } from '../experiment/inspect.ts';
import { availableThreads } from '../experiment/machine.ts';
import { type Config, makeConfig } from '../settings/config.ts';
import { tableKeys } from '../settings/table.ts';
import { type Files, listOf, type Warned, withProperties } from './messages.ts';
import type { Settings } from './train.ts';
import { warnOfUnused } from './unused-settings.ts';

/**
 * Interprets a table like training, column by column, with the warnings that training would begin with. Throws
 * UserError.
 */
export async function inspect(files: Files, settings: Settings = {}): Promise<InspectionEvent & Warned> {
  return withProperties(warn => {
    const config = makeConfig(settings);
    warnOfUnused(settings, tableKeys, 'an inspection', warn);
    const threads = config.threads ?? availableThreads();
    return inspectTable(listOf(files), dataSettings(config), { threads, warn, progress: () => {} });
  });
}

/** The settings of a config that decide what is read and which rows and columns are used. */
export function dataSettings(config: Config): DataOptions {
  return Object.fromEntries(tableKeys.map(key => [key, config[key]])) as unknown as DataOptions;
}

/** `trace`: batch norm's arithmetic on one batch, by hand. */

import type { TraceEvent } from '../events/events.ts';
import { availableThreads } from '../experiment/machine.ts';
import { type TraceRequest, tracedSettings, traceRequest } from '../experiment/trace/request.ts';
import { traceBatch } from '../experiment/trace/trace.ts';
import { makeConfig } from '../settings/config.ts';
import { isSetting } from '../settings/table.ts';
import { checkOptions, type Files, listOf, type OptionNames, type Warned, withProperties } from './messages.ts';
import type { Settings } from './train.ts';
import { warnOfUnused } from './unused-settings.ts';

/** What a trace shows: `rows` of a batch, the `step` of training, the `layer`, and its `units`; all counted from 1. */
export type TraceOptions = Partial<TraceRequest>;

const optionNames: OptionNames<TraceRequest> = { rows: true, step: true, layer: true, units: true };

/**
 * Computes batch norm, forward and backward, on a batch that training really takes, with every number on the way. Throws
 * UserError.
 */
export async function trace(
  files: Files,
  settings: Settings = {},
  options: TraceOptions = {},
): Promise<TraceEvent & Warned> {
  return withProperties(async warn => {
    checkOptions(options, optionNames);
    warnOfUnused(settings, tracedSettings, 'a trace', warn);
    const used = Object.entries(settings).filter(([key]) => !isSetting(key) || tracedSettings.includes(key));
    const config = makeConfig(Object.fromEntries(used));
    const threads = config.threads ?? availableThreads();
    return traceBatch(listOf(files), config, traceRequest(options), { threads, warn });
  });
}

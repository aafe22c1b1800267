/** `inspect`: what training would make of a table, without training. */

import type { Command } from 'commander';
import type { WarningEvent } from '../events/events.ts';
import { inspectTable } from '../experiment/inspect.ts';
import { availableThreads } from '../experiment/machine.ts';
import { renderInspection } from '../report/inspection.ts';
import { ProgressReport } from '../report/progress.ts';
import { withFlags, withFlagsIn } from './flag-names.ts';
import { configFrom, dataSettings } from './flags.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

interface Flags {
  json?: boolean;
  quiet?: boolean;
  color: boolean;
  all?: boolean;
}

/** Warnings come after the table, where they are read, and as events before it, as in training. */
export async function inspect(paths: readonly string[], _options: unknown, command: Command): Promise<void> {
  const flags = command.opts<Flags>();
  const config = dataSettings(configFrom(command.opts()));
  const { stdout, stderr } = process;
  const style = detectStyle(stderr, flags);
  const progress = new ProgressReport(stderr, { style, terminal: canDrawBars(stderr), quiet: flags.quiet === true });
  const warnings: WarningEvent[] = [];
  try {
    const found = await inspectTable(paths, config, {
      threads: availableThreads(),
      warn: message => warnings.push({ event: 'warning', message: withFlags(message) }),
      progress: told => progress.reading(told),
    });
    const event = withFlagsIn(found);
    progress.end();
    if (flags.json) for (const each of [...warnings, event]) stdout.write(`${JSON.stringify(each)}\n`);
    else stdout.write(`${renderInspection(event, detectStyle(stdout, flags), flags.all === true)}\n`);
  } finally {
    progress.abandon();
    if (warnings.length > 0 && stdout.isTTY && stderr.isTTY) stderr.write('\n');
    for (const warning of warnings) progress.event(warning);
  }
}

/** `inspect`: shows how training would interpret a table, without training. */

import type { Warning } from '../../base/warn.ts';
import { groupWarnings } from '../../base/warning-groups.ts';
import type { WarningEvent } from '../../events/events.ts';
import { inspectTable } from '../../experiment/inspect.ts';
import { availableThreads } from '../../experiment/machine.ts';
import { dataSettings } from '../../library/inspect.ts';
import { renderInspection } from '../../report/inspection.ts';
import { ProgressReport } from '../../report/progress.ts';
import { makeConfig } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { withFlags } from '../flag-names.ts';
import { printer } from '../printer.ts';
import { canDrawBars, detectStyle } from '../terminal.ts';

/** In text, warnings follow the table, where people look; as events they come first, as in training. */
export async function inspect({ args: paths, flags, given }: Invocation): Promise<void> {
  const { stdout, stderr } = process;
  const style = detectStyle(stderr, flags);
  const progress = new ProgressReport(stderr, { style, terminal: canDrawBars(stderr), quiet: flags.quiet === true });
  const all: Warning[] = [];
  const shown = () =>
    groupWarnings(all).map(
      ({ code, message }): WarningEvent => ({ event: 'warning', code, message: withFlags(message) }),
    );
  const { print, record } = printer(flags);
  try {
    const event = await inspectTable(paths, dataSettings(makeConfig(given)), {
      threads: availableThreads(),
      warn: (message, code) => all.push({ message, code }),
      progress: read => progress.reading(read),
    });
    progress.end();
    for (const warning of shown()) record(warning);
    print(event, (it, style) => renderInspection(it, style, flags.all === true));
  } finally {
    progress.abandon();
    if (all.length > 0 && stdout.isTTY && stderr.isTTY) stderr.write('\n');
    for (const warning of shown()) progress.event(warning);
  }
}

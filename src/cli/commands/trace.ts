/** `trace`: batch norm's arithmetic on one batch, by hand. */

import { formatCount } from '../../base/text/format.ts';
import { availableThreads } from '../../experiment/machine.ts';
import { traceRequest } from '../../experiment/trace/request.ts';
import { traceBatch } from '../../experiment/trace/trace.ts';
import { ProgressReport } from '../../report/progress.ts';
import { renderTrace } from '../../report/trace/trace.ts';
import { makeConfig } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { printer, warner } from '../printer.ts';
import { canDrawBars, detectStyle } from '../terminal.ts';

export async function trace({ args: paths, flags, given }: Invocation): Promise<void> {
  const { stderr } = process;
  const { rows, step, layer, units } = flags;
  const asked = Object.entries({ rows, step, layer, units }).filter(([, value]) => value !== undefined);
  const request = traceRequest(Object.fromEntries(asked));
  const config = makeConfig(given);
  const bars = canDrawBars(stderr);
  const quiet = flags.quiet === true;
  const progress = new ProgressReport(stderr, { style: detectStyle(stderr, flags), terminal: bars, quiet });
  try {
    const event = await traceBatch(paths, config, request, {
      threads: config.threads ?? availableThreads(),
      warn: warner(flags),
      reading: read => progress.reading(read),
      trained(steps) {
        if (bars && !quiet)
          stderr.write(`training, ${formatCount(steps)} of ${formatCount(request.step - 1)} steps ...\r`);
      },
    });
    progress.end();
    if (bars && !quiet) stderr.write('\u001b[K');
    printer(flags).print(event, renderTrace);
  } finally {
    progress.abandon();
  }
}

/** `report`: a report of runs from their metrics. */

import { UserError } from '../../base/errors.ts';
import { printable } from '../../base/text/format.ts';
import { readMetrics } from '../../saved/metrics/read-metrics.ts';
import type { Invocation } from '../command.ts';
import { DEFAULT_REPORT } from '../flags.ts';
import { printer, warner } from '../printer.ts';
import { describeReported, ReportFile } from '../report-output.ts';

export async function report({ args, flags }: Invocation): Promise<void> {
  const theme = flags.theme ?? 'light';
  if (theme !== 'light' && theme !== 'dark') throw new UserError(`⟪theme⟫: got '${theme}', takes light or dark`);
  const file = new ReportFile('⟪output⟫', flags.output ?? DEFAULT_REPORT, args);
  const warn = warner(flags);
  for await (const event of readMetrics(args, warn)) file.collector.event(event);
  const reported = (await file.write(flags.title ?? null, warn, theme))!;
  printer(flags).print(reported, event => printable(describeReported(event)));
}

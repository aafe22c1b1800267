/** `export`: a saved network as a file for other programs, or with its batch norm folded. */

import { basename } from 'node:path';
import { type Exported, exported, formatFor } from '../../library/export.ts';
import { renderDifference, renderExported } from '../../report/export.ts';
import { wrap } from '../../report/width.ts';
import type { Invocation } from '../command.ts';
import { withFlags } from '../flag-names.ts';
import { openOutput } from '../output.ts';
import { printer, warner } from '../printer.ts';

export async function exportModel({ args, flags, given }: Invocation): Promise<void> {
  const path = args[0]!;
  const { check } = flags;
  const output = flags.output!;
  formatFor(path, output, flags);
  const write = openOutput(output, check === undefined ? [path] : [path, check]);
  const warn = warner(flags);
  const made = await exported(path, output, flags, given, warn);
  await write(append => append(made.bytes));
  if (made.unmeasured !== null && flags.json) warn(made.unmeasured, 'not-measured');
  printer(flags).print(made.event, (_, { width }) =>
    process.stdout.isTTY ? wrap(describe(made), width) : describe(made),
  );
}

function describe({ event, format: { what, use }, unmeasured }: Exported): string {
  const lines = [renderExported(event, what, use(basename(event.path)))];
  if (unmeasured !== null) lines.push(withFlags(unmeasured));
  else if (event.difference !== null) lines.push(renderDifference(event.difference));
  return lines.join('\n');
}

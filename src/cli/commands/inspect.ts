/** `inspect`: shows how training would interpret a table, without training. */

import { UserError } from '../../base/errors.ts';
import type { Warning } from '../../base/warn.ts';
import { groupWarnings } from '../../base/warning-groups.ts';
import type { Table } from '../../data/tables/table.ts';
import { writtenRows } from '../../data/tables/written-rows.ts';
import type { WarningEvent } from '../../events/events.ts';
import { inspectTable } from '../../experiment/inspect.ts';
import { availableThreads } from '../../experiment/machine.ts';
import { dataSettings } from '../../library/inspect.ts';
import { renderInspection } from '../../report/inspection.ts';
import { ProgressReport } from '../../report/progress.ts';
import { formatOfSuffix, tablePieces } from '../../report/written-table.ts';
import { makeConfig } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { withFlags } from '../flag-names.ts';
import { openOutput } from '../output.ts';
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
  const write = tableWriter(flags.write, paths, flags.json === true);
  try {
    const event = await inspectTable(paths, dataSettings(makeConfig(given)), {
      threads: availableThreads(),
      warn: (message, code) => all.push({ message, code }),
      progress: read => progress.reading(read),
      ...(write === null ? {} : { write }),
    });
    progress.end();
    if (flags.write === '-') return;
    for (const warning of shown()) record(warning);
    print(event, (it, style) => renderInspection(it, style, flags.all === true));
  } finally {
    progress.abandon();
    if (all.length > 0 && stdout.isTTY && stderr.isTTY) stderr.write('\n');
    for (const warning of shown()) progress.event(warning);
  }
}

/** Writes the table as it was read; null where that is not asked for. Throws UserError for a file that cannot be written. */
function tableWriter(
  path: string | undefined,
  inputs: readonly string[],
  json: boolean,
): ((table: Table) => Promise<void>) | null {
  if (path === undefined) return null;
  if (path === '-' && json)
    throw new UserError('⟪write⟫: got -, and ⟪json⟫ writes to standard output too; name a file');
  const format = formatOfSuffix('⟪write⟫', path, 'the table is') ?? 'csv';
  const output = openOutput(path, inputs, '⟪write⟫');
  return table =>
    output(async write => {
      const names = table.columns.map(({ name }) => name);
      for (const piece of tablePieces(names, writtenRows(table), format)) await write(piece);
    });
}

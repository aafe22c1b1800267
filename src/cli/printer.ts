/** JSON or text: how commands write results, and warnings. */

import { printableMessage } from '../base/text/format.ts';
import type { Warn } from '../base/warn.ts';
import { WarningGroups } from '../base/warning-groups.ts';
import type { WarningEvent } from '../events/events.ts';
import type { Style } from '../report/style.ts';
import { wrap } from '../report/width.ts';
import { withFlags, withFlagsIn } from './flag-names.ts';
import type { FlagValues } from './flags.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

/** Writes results to stdout: with --json one line for each record, otherwise text. */
export interface Printer {
  readonly json: boolean;
  /** Writes a record as JSON, or as the text that `render` makes of it. */
  print<T extends object>(record: T, render: (record: T, style: Style) => string): void;
  /** Writes a record with --json only. */
  record(record: object): void;
  /** Writes text without --json only. */
  text(render: (style: Style) => string): void;
}

export function printer(flags: FlagValues): Printer {
  const json = flags.json === true;
  const { stdout } = process;
  const record = (it: object) => {
    if (json) stdout.write(`${JSON.stringify(withFlagsIn(it))}\n`);
  };
  const text = (render: (style: Style) => string) => {
    if (!json) stdout.write(`${render(detectStyle(stdout, flags))}\n`);
  };
  return {
    json,
    record,
    text,
    print(it, render) {
      record(it);
      text(style => render(withFlagsIn(it), style));
    },
  };
}

/** Writes warnings to stderr when they occur, and with --json to stdout, as events. */
export function warner(flags: FlagValues): Warn {
  const [show, { record }] = [writerOf(flags), printer(flags)];
  return grouped((message, code) => {
    // An error is the last event.
    if (!process.exitCode) record({ event: 'warning', code, message } satisfies WarningEvent);
    show(message, code);
  });
}

/** Writes warnings to stderr alone: before the events of a run, the first of which is its start. */
export function stderrWarner(flags: FlagValues): Warn {
  return grouped(writerOf(flags));
}

function writerOf(flags: FlagValues): Warn {
  const { stderr } = process;
  const { color, width } = detectStyle(stderr, flags);
  return message => {
    const line = `${color.yellow('warning:')} ${printableMessage(withFlags(message))}`;
    stderr.write(`${canDrawBars(stderr) ? wrap(line, width) : line}\n`);
  };
}

/** Passes on few warnings of a kind, and at the end how many more there were. */
function grouped(show: Warn): Warn {
  const groups = new WarningGroups();
  process.once('exit', () => {
    for (const { message, code } of groups.rest()) show(message, code);
  });
  return (message, code) => {
    if (groups.add({ message, code })) show(message, code);
  };
}

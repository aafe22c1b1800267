/** `report`: a report of runs from their metrics. */

import { UserError } from '../../base/errors.ts';
import { checkOutputFile } from '../../base/files/output-file.ts';
import { list, printable } from '../../base/text/format.ts';
import type { TrainingEvent } from '../../events/events.ts';
import { emitStored } from '../../evidence/stored/study.ts';
import { themeNames } from '../../report/figures/paints.ts';
import {
  type Choice,
  type FormatName,
  formatNames,
  formatOf,
  type ReportFormat,
  reportFormats,
} from '../../report/formats.ts';
import { defaultLook, type Look, limits } from '../../report/image/look.ts';
import { readMetrics } from '../../saved/metrics/read-metrics.ts';
import { hasExperiments } from '../../saved/results/experiment-file.ts';
import { choice, integer, type Kind, real } from '../../settings/kinds.ts';
import type { Invocation } from '../command.ts';
import { DEFAULT_REPORT, type FlagValues } from '../flags.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { printer, warner } from '../printer.ts';
import { describeReported, ReportFile } from '../report-output.ts';

export async function report({ args, flags }: Invocation): Promise<void> {
  const { path, format } = placeOf(flags);
  const look = lookOf(flags, format);
  const file = await ReportFile.open('⟪output⟫', path, args, format);
  const warn = warner(flags);
  const folders = args.filter(hasExperiments);
  const collect = (event: TrainingEvent) => {
    file.collector.event(event);
    if (event.event === 'warning' && event.code === 'incomplete') warn(event.message, event.code);
  };
  for (const folder of folders) await emitStored(folder, collect, warn);
  const others = args.filter(path => !folders.includes(path));
  const read: string[] = [];
  const metrics = others.length === 0 ? [] : readMetrics(others, warn, undefined, each => read.push(each));
  for await (const event of metrics) file.collector.event(event);
  // Directories hold the metrics that are known by now.
  if (path !== '-' && reportFormats[format].suffix !== '/') checkOutputFile('⟪output⟫', path, read);
  const reported = (await file.write(flags.title ?? null, warn, look))!;
  if (path !== '-') printer(flags).print(reported, event => printable(describeReported(event)));
  if (flags.open) await openInBrowser(path, warn);
}

/** Throws UserError. */
function placeOf(flags: FlagValues): { readonly path: string; readonly format: FormatName } {
  const given = flags.format === undefined ? undefined : parsed('format', choice(formatNames), flags.format);
  const path = flags.output ?? `${DEFAULT_REPORT}${reportFormats[given ?? 'html'].suffix}`;
  if (path !== '-') return { path, format: given ?? formatOf('⟪output⟫', path) };
  const refuse = (why: string) => new UserError(`⟪output⟫: - is standard output, ${why}`);
  if (given === undefined) throw refuse('which has no suffix; add a format, such as ⟪format=svg⟫');
  if (flags.json) throw refuse('which has the events of ⟪json⟫; name a file, or leave out ⟪json⟫');
  if (flags.open) throw refuse('which is no file to open; name a file, or leave out ⟪open⟫');
  if (reportFormats[given].suffix === '/') throw refuse('and TensorBoard takes a directory; name one');
  if (given === 'png' && process.stdout.isTTY) throw refuse('here a terminal, which does not show PNG; name a file');
  return { path, format: given };
}

/** Throws UserError for a choice that the format does not have. */
function lookOf(flags: FlagValues, format: FormatName): Look {
  for (const key of ['title', 'theme', 'width', 'scale'] as const) {
    if (flags[key] === undefined || choicesOf(format).includes(key)) continue;
    const others = formatNames.filter(name => choicesOf(name).includes(key)).map(name => reportFormats[name].suffix);
    throw new UserError(
      `⟪${key}⟫: has no effect on ${reportFormats[format].suffix}, only on ${list(others, others.length)}; leave it out, or change the format`,
    );
  }
  const { title, theme, width, scale } = flags;
  if (title?.trim() === '')
    throw new UserError(`⟪title⟫: got '${title}', takes words; without it the verdict is the title`);
  return {
    theme: theme === undefined ? defaultLook.theme : parsed('theme', choice(themeNames), theme),
    width: width === undefined ? defaultLook.width : parsed('width', integer(...limits.width), width),
    scale: scale === undefined ? defaultLook.scale : parsed('scale', between(...limits.scale), scale),
  };
}

function choicesOf(format: FormatName): readonly Choice[] {
  const { choices }: ReportFormat = reportFormats[format];
  return choices;
}

function between(low: number, high: number): Kind<number> {
  return real(`a number from ${low} to ${high}`, value => value >= low && value <= high);
}

function parsed<T>(key: string, kind: Kind<T>, given: string): T {
  const value = kind.parse(given);
  if (value === undefined) throw new UserError(`⟪${key}⟫: got '${given}', takes ${kind.takes}`);
  return value;
}

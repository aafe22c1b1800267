/** Reads metrics files: the events that a command wrote with `⟪json⟫`, a line each. A file may hold several experiments. */

import { UserError } from '../../base/errors.ts';
import { listFiles } from '../../base/files/files.ts';
import { displayPath } from '../../base/files/standard-input.ts';
import { formatCount } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import { checkEvent } from '../../events/check.ts';
import type { TrainingEvent } from '../../events/events.ts';
import { FORMAT } from '../../events/format.ts';
import { type Line, linesOf } from './lines.ts';

export interface Limits {
  readonly bytes: number;
  readonly runs: number;
}

const usualLimits: Limits = { bytes: 2 ** 30, runs: 100_000 };
/** Warnings of lines above the first experiment of a file. */
const MAX_EARLY = 100;
const [NAME, VERSION] = FORMAT.split('/') as [string, string];

/**
 * The events of all files, in order. Warns of lines that are no events, and leaves them out. Throws UserError for a file without
 * an experiment, or of another format. `onMetrics` is called for each file that has one: a directory may hold others.
 */
export async function* readMetrics(
  paths: readonly string[],
  warn: Warn,
  limits = usualLimits,
  onMetrics: (path: string) => void = () => {},
): AsyncGenerator<TrainingEvent> {
  let [bytes, runs, any] = [0, 0, false];
  const count = (more: number) => {
    bytes += more;
    if (bytes <= limits.bytes) return;
    const size = `${formatCount(limits.bytes / 2 ** 20)} MiB`;
    throw new UserError(`${displayPath(paths[0]!)}: more than ${size} of metrics in all; name fewer files`);
  };
  for (const { path } of listFiles(paths)) {
    let begun = false;
    // A file of something else has as many lines that are no events.
    const early: string[] = [];
    const warnLater = (message: string) => {
      if (begun) warn(message, 'metrics');
      else if (early.length < MAX_EARLY) early.push(message);
    };
    for await (const line of linesOf(path, count)) {
      const place = `${displayPath(path)}:${line.number}`;
      const event = eventOf(line, place, warnLater);
      if (event === null) continue;
      if (event.event === 'start' && !begun) {
        begun = true;
        onMetrics(path);
        for (const message of early) warn(message, 'metrics');
      } else if (!begun) {
        warnLater(`${place}: this event has no start event before it, and is left out`);
        continue;
      }
      if (event.event === 'result' && ++runs > limits.runs) {
        throw new UserError(`${place}: more than ${formatCount(limits.runs)} runs; name fewer files`);
      }
      yield event;
    }
    any ||= begun;
    if (begun) continue;
    // A directory may hold other files as well, such as a report.
    if (paths.includes(path)) throw withoutExperiment(path);
    warn(`${displayPath(path)}: has no experiment, and is left out`, 'metrics');
  }
  if (!any) throw withoutExperiment(paths[0]!);
}

function withoutExperiment(path: string): UserError {
  const way = 'write one with bntrain ⟪json⟫ > metrics.ndjson, or name another file';
  return new UserError(`${displayPath(path)}: has no experiment; ${way}`);
}

/** Null for what is left out. */
function eventOf({ text, isWhole }: Line, place: string, warn: (message: string) => void): TrainingEvent | null {
  if (text.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const what = isWhole ? 'is no event' : 'is cut short';
    warn(`${place}: this line ${what}, and is left out`);
    return null;
  }
  checkFormat(value, place);
  const event = checkEvent(value);
  if (typeof event !== 'string') return event;
  warn(`${place}: this line is left out, because ${event}`);
  return null;
}

/** Throws UserError for the start event of another major version. */
function checkFormat(value: unknown, place: string): void {
  const { event, format } = (value ?? {}) as { event?: unknown; format?: unknown };
  if (event !== 'start' || format === FORMAT) return;
  const version = typeof format === 'string' && format.startsWith(`${NAME}/`) ? format : null;
  if (version === null) throw new UserError(`${place}: the format is not ${FORMAT}; name a file of bntrain`);
  const newer = Number(version.split('/')[1]) > Number(VERSION);
  throw new UserError(
    `${place}: the format is ${version}, and this version reads ${FORMAT}; ${newer ? 'use a newer bntrain' : 'run the command again'}`,
  );
}

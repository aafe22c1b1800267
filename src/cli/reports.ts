/** The listeners that write what a run does: JSON lines, progress, and the report of the command. Those of other commands are not loaded. */

import type { Listener, SweepEvent } from '../events/events.ts';
import type { Experiment } from '../experiment/spec.ts';
import { JsonLines } from '../report/json-lines.ts';
import { ProgressReport } from '../report/progress.ts';
import type { Style } from '../report/style.ts';
import type { LiveMap } from '../report/sweep/live-map.ts';
import type { FlagValues } from './flags.ts';
import { drained } from './output.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

type Command = Experiment['command'];
type ReportClass = new (write: (text: string) => void, style: Style) => Listener;

const ofRuns = async () => (await import('../report/summary.js')).Summary;

const reports: Readonly<Record<Command, () => Promise<ReportClass>>> = {
  compare: ofRuns,
  train: ofRuns,
  evidence: async () => (await import('../report/evidence/report.js')).EvidenceReport,
  sweep: async () => (await import('../report/sweep/sweep.js')).SweepReport,
};

/** The report of a command. All of them where the command is not known yet: each shows only the runs of its own. */
async function reportsOf(command: Command | null): Promise<ReportClass[]> {
  const commands = command === null ? (Object.keys(reports) as Command[]) : [command];
  return [...new Set(await Promise.all(commands.map(each => reports[each]())))];
}

/** What is shown of an experiment depends on these. */
export type Shown = Pick<Experiment, 'command' | 'points' | 'arms'>;

/** Null for what is no sweep. */
async function liveMap({ points, arms }: Shown, style: Style): Promise<LiveMap | null> {
  if (points === undefined) return null;
  const [{ LiveMap }, { axesOf }] = await Promise.all([
    import('../report/sweep/live-map.js'),
    import('../evidence/sweep/axes.js'),
  ]);
  const axes = axesOf(points) as SweepEvent['axes'];
  const names = arms.map(({ name }) => name);
  return axes.length === 0 ? null : new LiveMap(axes, names, style);
}

/** Results go to stdout. With --json events go there, and the text for people goes to stderr. */
export async function makeReports(flags: FlagValues, asked: Shown | null): Promise<Listener[]> {
  const { stdout, stderr } = process;
  const quiet = flags.quiet === true;
  const [progressStyle, terminal] = [detectStyle(stderr, flags), canDrawBars(stderr)];
  const map = terminal && !quiet && asked !== null ? await liveMap(asked, progressStyle) : null;
  const progress = new ProgressReport(stderr, { style: progressStyle, terminal, quiet, map });
  const stream = { write: (text: string) => stdout.write(text), drained: () => drained(stdout) };
  const lines = new JsonLines(stream, { logsEpochs: flags.logEpochs === true });
  if (flags.json && quiet) return [lines, progress];
  const peopleRead = flags.json ? stderr : stdout;
  const [write, style] = [(text: string) => peopleRead.write(text), detectStyle(peopleRead, flags)];
  const reports = (await reportsOf(asked?.command ?? null)).map(Report => new Report(write, style));
  return [...(flags.json ? [lines] : []), progress, ...reports];
}

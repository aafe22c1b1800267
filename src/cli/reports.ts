/** The reports for people, by command. Those of other commands are not loaded. */

import type { Listener } from '../events/events.ts';
import type { Experiment } from '../experiment/spec.ts';
import type { Style } from '../report/style.ts';

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
export async function reportsOf(command: Command | null): Promise<ReportClass[]> {
  const commands = command === null ? (Object.keys(reports) as Command[]) : [command];
  return [...new Set(await Promise.all(commands.map(each => reports[each]())))];
}

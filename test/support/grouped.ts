/** The groups of a report, as the command makes them. */

import { analysis } from '../../src/cli/report-analysis.ts';
import type { TrainingEvent } from '../../src/events/events.ts';
import { ReportCollector } from '../../src/report/document/collector.ts';
import { groupExperiments } from '../../src/report/document/groups.ts';
import type { Group } from '../../src/report/document/report-data.ts';

/** `twice` gets the seeds that are there twice. */
export function groupsOf(experiments: readonly (readonly TrainingEvent[])[], twice: number[] = []): Group[] {
  const collector = new ReportCollector();
  for (const event of experiments.flat()) collector.event(event);
  return groupExperiments(collector.groups(), analysis, (_, seeds) => twice.push(...seeds));
}

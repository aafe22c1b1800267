/**
 * The folders of runs. TensorBoard takes the path of a folder as the name of its run: `baseline/seed-1`, with the settings of a
 * sweep's point `lr=0.1/baseline/seed-1`.
 */

import type { Cell, Group, ReportData, Run } from '../document/report-data.ts';
import { settingText } from '../document/setting-text.ts';

/** Max characters of a part of a path. */
const MAX_NAME = 100;

/** A folder for each run of a report, in order. No two runs have the same, also where case does not distinguish names. */
export function foldersOf({
  groups,
}: ReportData): { readonly group: Group; readonly run: Run; readonly path: string }[] {
  const taken = new Set<string>();
  return groups.flatMap((group, index) =>
    group.runs.map(run => {
      const number = groups.length > 1 ? [[`${index + 1}`, ...settings(group.differs)].join('-')] : [];
      const point = settings(run.cell);
      const parts = [...number, ...(point.length > 0 ? [point.join('-')] : []), run.arm, lastPart(run)];
      const path = unique(parts.map(fileName).join('/'), taken);
      return { group, run, path };
    }),
  );
}

function lastPart({ seed, part }: Run): string {
  return part === null ? `seed-${seed}` : `seed-${seed}-network-${part}`;
}

function settings(cell: Cell): string[] {
  return Object.entries(cell).map(([key, value]) => `${key}=${settingText(value)}`);
}

/** A text as the name of a folder: letters, digits and a few signs; other characters become `_`. */
function fileName(text: string): string {
  const safe = text.replaceAll(/[^\w.=,-]/g, '_').replace(/^[.-]|\.$/g, '_');
  return safe.slice(0, MAX_NAME) || '_';
}

function unique(path: string, taken: Set<string>): string {
  let found = path;
  for (let n = 2; taken.has(found.toLowerCase()); n++) found = `${path}-${n}`;
  taken.add(found.toLowerCase());
  return found;
}

/** Sweeps whose settings were run one by one. */

import type { Analysis, Placed, SweepOfMembers } from './groups.ts';
import { grouped, isWhole } from './groups.ts';
import { pairsOf } from './merge-seeds.ts';
import type { Cell, Group, Run } from './report-data.ts';
import { withoutRepeats } from './warnings.ts';

/** Each is in the place of its first experiment. `finished` has what a page shows of a group by itself. */
export function sweepsOf(
  groups: readonly Placed[],
  analysis: Analysis,
  finished: (group: Group, differs: Cell) => Group,
): Placed[] {
  return grouped(groups, keyOf).flatMap(members => {
    if (members.length === 1) return members;
    const own = members.map(({ group, settings }) => ({ ...group, settings, pairs: pairsOf(group, analysis) }));
    const found = analysis.sweep(own);
    if (found === null) return members;
    const parts = members.map(({ group }, n) => finished(group, found.points[n]!));
    return [{ ...members[0]!, group: sweepOf(parts, found) }];
  });
}

/** Settings by which losses become others, so that they are not compared. */
const compared = ['target', 'task', 'weight', 'classWeights'];

/** The same for experiments whose settings may be a sweep. */
function keyOf({ group, settings, table }: Placed): string {
  const { command, data, arms, overrides, config } = group.start;
  const losses = compared.map(key => settings[key] ?? null);
  const own = isWhole(group) || (config.ensemble ?? null) !== null ? [settings, config.seed, config.seeds] : [];
  return JSON.stringify([command, table, data.target, data.task, losses, arms, overrides ?? null, own]);
}

function sweepOf(members: readonly Group[], { points, seeds, cells, sweep }: SweepOfMembers): Group {
  const runs = members.flatMap((member, n) => member.runs.map((run): Run => ({ ...run, cell: points[n]! })));
  const lowest = members.reduce((a, b) => (b.seeds[0]! < a.seeds[0]! ? b : a));
  const [seed] = seeds;
  const all = new Set(runs.map(run => run.seed));
  const left = [...all].filter(each => !seeds.includes(each)).sort((a, b) => a - b);
  const warnings = members.flatMap(member => member.warnings);
  return {
    ...lowest,
    start: { ...lowest.start, config: { ...lowest.start.config, seed: seed!, seeds: seeds.length } },
    seeds,
    runs: runs.sort((a, b) => a.seed - b.seed),
    pairs: [],
    curves: [],
    summaries: [],
    stepCosts: [],
    claims: [],
    comparisons: [],
    ensembles: [],
    cells,
    sweep,
    warnings: [
      ...withoutRepeats(warnings),
      ...(left.length === 0
        ? []
        : [
            {
              event: 'warning' as const,
              code: 'metrics' as const,
              message: `the maps are of the seeds that every setting has; left out: ${left.join(', ')}`,
            },
          ]),
    ],
    members,
    interrupted: members.some(({ interrupted }) => interrupted),
  };
}

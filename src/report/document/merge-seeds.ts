/** One group of experiments that differ in nothing but their seeds. */

import type { Analysis } from './groups.ts';
import type { Group } from './report-data.ts';
import { withoutRepeats } from './warnings.ts';

/** The numbers do not depend on the order of the parts. */
export function mergeSeeds(
  parts: readonly Group[],
  analysis: Analysis,
  onTwice: (group: Group, seeds: readonly number[]) => void,
): Group {
  if (parts.length === 1) return concluded(parts[0]!, analysis);
  const ordered = parts.toSorted(
    (a, b) =>
      Number(a.interrupted) - Number(b.interrupted) ||
      (a.seeds[0] ?? Number.POSITIVE_INFINITY) - (b.seeds[0] ?? Number.POSITIVE_INFINITY) ||
      (a.start.time < b.start.time ? -1 : 1),
  );
  const seen = new Set<number>();
  const kept = ordered.flatMap(part => {
    const twice = part.seeds.filter(seed => seen.has(seed));
    if (twice.length > 0) onTwice(part, twice);
    const isNew = ({ seed }: { readonly seed: number }) => !seen.has(seed);
    const own = {
      part,
      runs: part.runs.filter(isNew),
      pairs: pairsOf(part, analysis).filter(isNew),
      comparisons: part.comparisons.filter(isNew),
      ensembles: part.ensembles.filter(isNew),
    };
    for (const { seed } of own.runs) seen.add(seed);
    return own.runs.length > 0 ? [own] : [];
  });
  const [first, ...others] = kept;
  if (first === undefined || others.length === 0) return concluded(first?.part ?? ordered[0]!, analysis);
  const bySeed = (a: { readonly seed: number }, b: { readonly seed: number }) => a.seed - b.seed;
  const lowest = kept.reduce((a, b) => (b.runs[0]!.seed < a.runs[0]!.seed ? b : a)).part;
  const warnings = kept.flatMap(({ part }) => part.warnings);
  const seeds = [...seen].sort((a, b) => a - b);
  const group: Group = {
    ...lowest,
    start: { ...lowest.start, config: { ...lowest.start.config, seeds: seeds.length } },
    seeds,
    runs: kept.flatMap(({ runs }) => runs).sort(bySeed),
    pairs: kept.flatMap(({ pairs }) => pairs).sort(bySeed),
    comparisons: kept.flatMap(({ comparisons }) => comparisons).sort(bySeed),
    ensembles: kept.flatMap(({ ensembles }) => ensembles).sort(bySeed),
    warnings: withoutRepeats(warnings),
    interrupted: kept.some(({ part }) => part.interrupted),
  };
  return { ...group, ...analysis.conclude(group) };
}

/** A run that was killed has no conclusions. It has no verdict either: its seeds were fixed before the start. */
function concluded(group: Group, { conclude }: Analysis): Group {
  const { seeds, curves, runs } = group;
  if (seeds.length < 2 || curves.length > 0 || runs.some(({ cell }) => Object.keys(cell).length > 0)) return group;
  return { ...group, ...conclude(group), claims: [], warnings: group.warnings };
}

/** An experiment of one seed has no event of its pair. */
export function pairsOf({ start, seeds, pairs }: Group, { pair }: Pick<Analysis, 'pair'>): Group['pairs'] {
  return pairs.length > 0 || seeds.length !== 1 ? pairs : [pair(start, seeds[0]!)];
}

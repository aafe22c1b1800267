/** Says of many runs that diverged only how many, and what to try, once for each arm. */

import { formatCount, plural } from '../../base/text/format.ts';
import type { Warning } from '../../base/warn.ts';
import { MAX_OF_A_KIND } from '../../base/warning-groups.ts';
import type { RunRecord } from './records.ts';

/** The warnings in their order; those of divergence come last if they are joined. */
export function joinDivergences(warnings: readonly Warning[], runs: readonly RunRecord[]): Warning[] {
  const [diverged, others] = [true, false].map(is => warnings.filter(({ code }) => (code === 'diverged') === is));
  if (diverged!.length <= MAX_OF_A_KIND) return [...warnings];
  const arms = [...new Set(runs.map(({ arm }) => arm))];
  const joined = arms.flatMap(arm => {
    const own = runs.filter(run => run.arm === arm);
    const count = own.filter(({ result }) => result.diverged).length;
    const first = diverged!.find(({ message }) => message.includes(`: ${arm} diverged`));
    if (count === 0 || first === undefined) return [];
    const message = `${arm} diverged in ${formatCount(count)} of ${plural(own.length, 'run')}; the first: ${first.message}`;
    return [{ code: 'diverged' as const, message }];
  });
  return [...others!, ...joined];
}

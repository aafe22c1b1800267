/** Says of many runs that diverged only how many, and what to try, once for each arm. */

import { formatCount, plural } from '../../base/text/format.ts';
import type { Warning } from '../../base/warn.ts';
import { MAX_OF_A_KIND } from '../../base/warning-groups.ts';
import type { RunRecord } from './records.ts';

/** The warnings in their order; those of an arm that are joined come last. */
export function joinDivergences(warnings: readonly Warning[], runs: readonly RunRecord[]): Warning[] {
  const arms = [...new Set(runs.map(({ arm }) => arm))];
  return arms.reduce((rest, arm) => joined(rest, arm, runs), [...warnings]);
}

function joined(warnings: readonly Warning[], arm: string, all: readonly RunRecord[]): Warning[] {
  const isOwn = ({ code, message }: Warning) => code === 'diverged' && message.includes(`: ${arm} diverged`);
  const own = warnings.filter(isOwn);
  if (own.length <= MAX_OF_A_KIND) return [...warnings];
  const runs = plural(all.filter(run => run.arm === arm).length, 'run');
  const message = `${arm} diverged in ${formatCount(own.length)} of ${runs}; the first: ${own[0]!.message}`;
  return [...warnings.filter(each => !isOwn(each)), { code: 'diverged', message }];
}

/** Warnings of pairs: kept until all pairs are done, and then shown together in the order of the pairs. */

import type { Warning } from '../../base/warn.ts';
import { groupWarnings, kindOf } from '../../base/warning-groups.ts';
import { joinDivergences } from './divergences.ts';
import type { RunRecord } from './records.ts';

export class PairWarnings {
  readonly #kept: (Warning & { readonly index: number })[] = [];
  /** Kinds of warnings about the data of some seed. */
  readonly #known = new Set<string>();

  /** `index` is the number of the pair. */
  keep(index: number, warnings: readonly Warning[]): void {
    this.#kept.push(...warnings.map(warning => ({ ...warning, index })));
  }

  /** Those about the data that no seed before had: all seeds have the same table. */
  fresh(warnings: readonly Warning[]): Warning[] {
    const fresh = warnings.filter(warning => !this.#known.has(kindOf(warning)));
    for (const warning of fresh) this.#known.add(kindOf(warning));
    return fresh;
  }

  /** Removes and returns those that are kept, in groups. `runs` are all runs that are whole. */
  take(runs: readonly RunRecord[]): Warning[] {
    const kept = this.#kept.splice(0).sort((a, b) => a.index - b.index);
    const warnings = kept.map(({ message, code }) => ({ message, code }));
    return groupWarnings(joinDivergences(warnings, runs));
  }
}

/** Keeps warnings short: of many that say the same of other names and numbers, a few are shown and the rest counted. */

import { formatCount } from './text/format.ts';
import type { Warning } from './warn.ts';

/** Warnings of a kind that are shown. */
export const MAX_OF_A_KIND = 5;

/** Warnings are of a kind if they differ only in numbers, and from the first quote to the last. */
export function kindOf({ code, message }: Warning): string {
  const [first, last] = [message.indexOf("'"), message.lastIndexOf("'")];
  const unquoted = first < 0 ? message : message.slice(0, first) + message.slice(last);
  return `${code} ${unquoted.replace(/\d+/g, '')}`;
}

export class WarningGroups {
  readonly #kinds = new Map<string, { first: Warning; count: number }>();

  /** Whether a warning is to be shown; otherwise it is counted. */
  add(warning: Warning): boolean {
    const kind = kindOf(warning);
    const group = this.#kinds.get(kind);
    if (group === undefined) this.#kinds.set(kind, { first: warning, count: 1 });
    else group.count++;
    return group === undefined || group.count <= MAX_OF_A_KIND;
  }

  /** A warning for each kind of which some were only counted. */
  rest(): Warning[] {
    const long = [...this.#kinds.values()].filter(({ count }) => count > MAX_OF_A_KIND);
    return long.map(({ first: { code, message }, count }) => ({
      code,
      message: `... and ${formatCount(count - MAX_OF_A_KIND)} more like this: ${message}`,
    }));
  }
}

/** The warnings to show, in order, and at the end how many more there are. */
export function groupWarnings(warnings: readonly Warning[]): Warning[] {
  const groups = new WarningGroups();
  const shown = warnings.filter(warning => groups.add(warning));
  return [...shown, ...groups.rest()];
}

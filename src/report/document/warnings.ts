/** Warnings of several runs of the program. */

import type { Group } from './report-data.ts';

/** Each message once. */
export function withoutRepeats(warnings: Group['warnings']): Group['warnings'] {
  return [...new Map(warnings.map(warning => [warning.message, warning])).values()];
}

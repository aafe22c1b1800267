/** "OpenBLAS 0.3.21 (Haswell)". */

import { printable } from '../base/text/format.ts';
import type { StartEvent } from '../events/events.ts';

export function blasText({ library, version, core }: NonNullable<StartEvent['blas']>): string {
  return printable(`${version === null ? library : `${library} ${version}`} (${core})`);
}

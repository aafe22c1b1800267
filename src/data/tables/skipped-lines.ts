/** Lines between rows that hold none. */

import { plural } from '../../base/text/format.ts';
import type { Warning } from '../../base/warn.ts';

export interface SkippedLines {
  /** Headers that came again among them. */
  readonly blankLines: number;
  readonly headers: number;
}

/** A warning of each kind. */
export function describeSkipped({ blankLines, headers }: SkippedLines): Warning[] {
  const empty = Math.max(0, blankLines - headers);
  return [
    { count: empty, message: `${plural(empty, 'empty line')} between rows skipped`, code: 'empty-lines' as const },
    {
      count: headers,
      message: `${plural(headers, 'line')} between rows repeated the header, skipped`,
      code: 'repeated-header' as const,
    },
  ].filter(({ count }) => count > 0);
}

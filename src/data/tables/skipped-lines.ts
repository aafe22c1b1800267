/** Lines between rows that hold none. */

import { plural } from '../../base/text/format.ts';

export interface SkippedLines {
  /** Headers that came again among them. */
  readonly blankLines: number;
  readonly headers: number;
}

/** For people, one sentence each. */
export function describeSkipped({ blankLines, headers }: SkippedLines): string[] {
  const empty = Math.max(0, blankLines - headers);
  return [
    ...(empty > 0 ? [`${plural(empty, 'empty line')} between rows skipped`] : []),
    ...(headers > 0 ? [`${plural(headers, 'line')} between rows repeated the header, skipped`] : []),
  ];
}

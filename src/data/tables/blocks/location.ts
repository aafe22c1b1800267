/** Where a row stands, for people. */

import type { BlockLocation } from './block.ts';

/** "a.csv:14", "a.parquet, row 14" or "a.json, element 14" */
export function formatLocation(path: string, unit: BlockLocation['unit'], number: number): string {
  return unit === 'line' ? `${path}:${number}` : `${path}, ${unit} ${number}`;
}

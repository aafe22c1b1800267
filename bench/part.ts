/** What a part of the bench gives back. */

import { failureNotes } from './table.ts';
import type { Failure, Results } from './turns.ts';

export interface PartReport {
  /** For people. */
  text: string;
  results: Results;
}

export function report(title: string, results: Results, body: string): PartReport {
  const failures: readonly Failure[] = results.failures;
  return { text: `${title}\n\n${body}\n${failureNotes(failures)}`, results };
}

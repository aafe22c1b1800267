/** The result of a part of the bench. */

import { failureNotes } from './table.ts';
import type { Failure, Results } from './turns.ts';

export interface PartReport {
  /** Text for people. */
  text: string;
  results: Results;
}

export function report(title: string, results: Results, body: string): PartReport {
  const failures: readonly Failure[] = results.failures;
  return { text: `${title}\n\n${body}\n${failureNotes(failures)}`, results };
}

/** Warnings of an experiment that is refused. They may explain why, so they are never lost. */

import type { Warning } from '../base/warn.ts';
import { groupWarnings } from '../base/warning-groups.ts';
import type { Listener } from '../events/events.ts';

/** Runs `go`. If it fails before it took the warnings out of the list, they are emitted before the error is thrown. */
export async function withWarnings<T>(
  warnings: Warning[],
  listeners: readonly Listener[],
  go: () => Promise<T>,
): Promise<T> {
  try {
    return await go();
  } catch (error) {
    for (const warning of groupWarnings(takeWarnings(warnings))) {
      for (const listener of listeners) listener.event({ event: 'warning', ...warning });
    }
    throw error;
  }
}

/** Removes all warnings from the list and returns them: each is emitted once. */
export function takeWarnings(warnings: Warning[]): Warning[] {
  return warnings.splice(0);
}

/** Lets contestants take turns, so that a slower moment of the machine affects all of them. */

import { type Summary, summarize } from './statistics.ts';

/** A contestant, which can be measured at a cell: the subject of a row of the table. The result is numbers by name. */
export interface Contestant<Cell> {
  name: string;
  measure(cell: Cell): Promise<Record<string, number>>;
}

export interface Failure {
  cell: string;
  contestant: string;
  why: string;
}

export class Results {
  readonly failures: Failure[] = [];
  readonly #rounds = new Map<string, number[]>();

  add(cell: string, contestant: string, numbers: Record<string, number>): void {
    for (const [metric, value] of Object.entries(numbers)) {
      const key = keyOf(cell, contestant, metric);
      const rounds = this.#rounds.get(key) ?? [];
      this.#rounds.set(key, [...rounds, value]);
    }
  }

  hasFailed(cell: string, contestant: string): boolean {
    return this.failures.some(failure => failure.cell === cell && failure.contestant === contestant);
  }

  /** One number for each round; undefined if it was not measured, or failed. */
  rounds(cell: string, contestant: string, metric: string): number[] | undefined {
    return this.hasFailed(cell, contestant) ? undefined : this.#rounds.get(keyOf(cell, contestant, metric));
  }

  /** What was measured of a contestant at a cell. */
  metrics(cell: string, contestant: string): string[] {
    const keys = [...this.#rounds.keys()].map(key => JSON.parse(key) as [string, string, string]);
    return keys.filter(([where, who]) => where === cell && who === contestant).map(([, , metric]) => metric);
  }

  toJSON(): object {
    const measurements: (Summary & { cell: string; contestant: string; metric: string })[] = [];
    for (const [key, rounds] of this.#rounds) {
      const [cell, contestant, metric] = JSON.parse(key) as [string, string, string];
      measurements.push({ cell, contestant, metric, ...summarize(rounds) });
    }
    return { measurements, failures: this.failures };
  }
}

function keyOf(...parts: [cell: string, contestant: string, metric: string]): string {
  return JSON.stringify(parts);
}

export interface Match<Cell> {
  contestants: readonly Contestant<Cell>[];
  cells: readonly Cell[];
  nameOf(cell: Cell): string;
  rounds: number;
}

/**
 * A B A B ... at each cell, over all cells, and again. A contestant that fails at a cell is not measured there again.
 */
export async function takeTurns<Cell>({ contestants, cells, nameOf, rounds }: Match<Cell>): Promise<Results> {
  const results = new Results();
  for (let round = 1; round <= rounds; round++) {
    for (const cell of cells) {
      for (const contestant of contestants) {
        const [where, who] = [nameOf(cell), contestant.name];
        if (results.hasFailed(where, who)) continue;
        showProgress(`round ${round} of ${rounds}: ${where}: ${who}`);
        try {
          results.add(where, who, await contestant.measure(cell));
        } catch (error) {
          results.failures.push({ cell: where, contestant: who, why: (error as Error).message });
        }
      }
    }
  }
  showProgress('');
  return results;
}

/** Overwrites one line on stderr; does nothing if stderr is not a terminal. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

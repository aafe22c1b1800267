/** Summarizes repeated measurements. */

export interface Summary {
  median: number;
  low: number;
  high: number;
  /** One number for each round. */
  rounds: number[];
}

/** Median and whole range. A range over few rounds is honest where a standard deviation would only look exact. */
export function summarize(rounds: readonly number[]): Summary {
  const sorted = [...rounds].sort((a, b) => a - b);
  return { median: medianOfSorted(sorted), low: sorted[0]!, high: sorted.at(-1)!, rounds: [...rounds] };
}

/** Ratios within each round, so that a slowdown of the machine is in both numbers and cancels. */
export function pairedRatios(above: readonly number[], below: readonly number[]): Summary {
  return summarize(above.map((value, round) => value / below[round]!));
}

function medianOfSorted(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

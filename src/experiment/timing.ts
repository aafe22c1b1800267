/**
 * Times pieces of code against each other: in turn within rounds, so that a slowdown of the machine affects all, and by
 * medians.
 */

export interface Timing {
  /** Seconds of one call: the median of the rounds. */
  seconds: number;
  /** 95 % confidence interval of the median. */
  low: number;
  high: number;
}

export interface TimingOptions {
  rounds: number;
  /** Min seconds of calls to a candidate in a round. */
  roundSeconds: number;
}

/** Does something so many times. */
export type Repeated = (times: number) => void;

/** Calls a function so many times. */
export function repeated(call: () => void): Repeated {
  return times => {
    for (let n = 0; n < times; n++) call();
  };
}

/**
 * Seconds of one time in each round, for each candidate. Before that, each candidate is repeated until the engine has
 * optimized it.
 */
export function timeInTurn(candidates: readonly Repeated[], options: TimingOptions): number[][] {
  const calls = candidates.map(candidate => callsFor(candidate, options.roundSeconds));
  const times = candidates.map((): number[] => []);
  for (let round = 0; round < options.rounds; round++) {
    candidates.forEach((candidate, index) => {
      times[index]!.push(timeCalls(candidate, calls[index]!) / calls[index]!);
    });
  }
  return times;
}

export function summarize(values: readonly number[]): Timing {
  const sorted = [...values].sort((a, b) => a - b);
  // The number of values below the median has a binomial distribution.
  const half = 0.98 * Math.sqrt(sorted.length);
  const at = (rank: number) => sorted[Math.min(Math.max(rank, 0), sorted.length - 1)]!;
  const middle = (sorted.length - 1) / 2;
  const seconds = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { seconds, low: at(Math.floor(middle - half)), high: at(Math.ceil(middle + half)) };
}

/** The number of calls that take about `seconds`, found by calling, which is also the warm-up. */
function callsFor(candidate: Repeated, seconds: number): number {
  let calls = 1;
  for (;;) {
    const taken = timeCalls(candidate, calls);
    if (taken >= seconds) return calls;
    calls = Math.ceil(calls * Math.min(Math.max((1.2 * seconds) / Math.max(taken, 1e-7), 1.5), 10));
  }
}

function timeCalls(candidate: Repeated, calls: number): number {
  const began = performance.now();
  candidate(calls);
  return (performance.now() - began) / 1000;
}

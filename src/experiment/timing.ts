/** Timing code against code: in turn within rounds, so that a drift of the machine meets all, and by medians. */

export interface Timing {
  /** Seconds of one call: the median of the rounds. */
  seconds: number;
  /** 95 % confidence interval of the median. */
  low: number;
  high: number;
}

export interface TimingOptions {
  rounds: number;
  /** Seconds that a candidate is called for in a round, at least. */
  roundSeconds: number;
}

/** Seconds of a call in each round, for each candidate. Each is called until the engine has optimized it first. */
export function timeInTurn(candidates: readonly (() => void)[], options: TimingOptions): number[][] {
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
  // By the binomial distribution of how many values lie below the median.
  const half = 0.98 * Math.sqrt(sorted.length);
  const at = (rank: number) => sorted[Math.min(Math.max(rank, 0), sorted.length - 1)]!;
  const middle = (sorted.length - 1) / 2;
  const seconds = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { seconds, low: at(Math.floor(middle - half)), high: at(Math.ceil(middle + half)) };
}

/** How many calls take about so long, found by calling: this is the warm-up too. */
function callsFor(candidate: () => void, seconds: number): number {
  let calls = 1;
  for (;;) {
    const taken = timeCalls(candidate, calls);
    if (taken >= seconds) return calls;
    calls = Math.ceil(calls * Math.min(Math.max((1.2 * seconds) / Math.max(taken, 1e-7), 1.5), 10));
  }
}

function timeCalls(candidate: () => void, calls: number): number {
  const began = performance.now();
  for (let call = 0; call < calls; call++) candidate();
  return (performance.now() - began) / 1000;
}

/** Numeric derivatives. */

const STEP = 1e-5;

/** Ridders' table: the first step, the ratio of successive steps, and their number. */
const FIRST_STEP = 1e-2;
const SHRINK = 2;
const STEPS = 12;

/**
 * The derivative at 0 of a function of an offset: a central difference, (f(h) - f(-h)) / 2h with h = 1e-5. Its error is
 * about 1e-11 for a well-scaled f. If `accepts` refuses the value, Ridders' method computes it again, which costs ten
 * times as much and is a thousand times as exact.
 */
export function derivative(f: (offset: number) => number, accepts: (value: number) => boolean): number {
  const simple = centralDifference(f, STEP);
  return accepts(simple) ? simple : ridders(f);
}

function centralDifference(f: (offset: number) => number, h: number): number {
  return (f(h) - f(-h)) / (2 * h);
}

/**
 * Ridders 1982, "Accurate computation of F'(x) and F'(x)F''(x)": central differences with ever smaller h, extrapolated
 * to h = 0. It keeps the entry with the smallest change from its neighbours, which skips a kink within the larger steps.
 */
function ridders(f: (offset: number) => number): number {
  let previous: number[] = [];
  let best = Number.NaN;
  let bestChange = Number.POSITIVE_INFINITY;
  for (let i = 0; i < STEPS; i++) {
    const row = [centralDifference(f, FIRST_STEP / SHRINK ** i)];
    for (let order = 1; order <= i; order++) {
      const factor = SHRINK ** (2 * order);
      row[order] = (factor * row[order - 1]! - previous[order - 1]!) / (factor - 1);
      const change = Math.max(Math.abs(row[order]! - row[order - 1]!), Math.abs(row[order]! - previous[order - 1]!));
      if (change < bestChange) {
        bestChange = change;
        best = row[order]!;
      }
    }
    previous = row;
  }
  return best;
}

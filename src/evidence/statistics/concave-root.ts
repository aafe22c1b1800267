/**
 * Solves f(x) = target for a concave, increasing f with f(0) = 0, by Newton's method from 0. A tangent of a concave function lies
 * above it, so each step ends at or left of the root: x grows until rounding stops it, and needs no safeguard.
 */
export function concaveRoot(f: (x: number) => number, slope: (x: number) => number, target: number): number {
  let x = 0;
  for (;;) {
    const next = x + (target - f(x)) / slope(x);
    if (!(next > x)) return x;
    x = next;
  }
}

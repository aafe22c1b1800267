/** Student's t distribution with a whole number of degrees of freedom. */

import { concaveRoot } from './concave-root.ts';
import { normalQuantile } from './normal.ts';

/** From here on the expansion is as exact as the sum; its error is about z¹¹ / degrees⁵. */
const EXPANDED = 2000;

/** The t with P(T ≤ t) = p, for 0 < p < 1 and degrees ≥ 1. */
export function studentQuantile(p: number, degrees: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  if (degrees >= EXPANDED) return expanded(normalQuantile(p), degrees);
  const { probability, slope } = byAngle(degrees);
  return Math.sqrt(degrees) * Math.tan(concaveRoot(probability, slope, 2 * p - 1));
}

/**
 * P(-t ≤ T ≤ t) by the angle θ = atan(t / √degrees), and its slope, which falls with θ. With c₁ = 2/π, c₂ = 1 and
 * c_{k+2} = c_k (k + 1)/k the slope is c_k cos^{k-1} θ, and integrated by parts
 *
 *   A₁ = 2θ/π,  A₂ = sin θ,  A_{k+2} = A_k + (c_k / k) cos^k θ sin θ
 *
 * (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4, whose sums these are). All terms are positive.
 */
function byAngle(degrees: number) {
  const first = degrees % 2 === 0 ? 2 : 1;
  let last = first === 1 ? 2 / Math.PI : 1;
  const factors: number[] = [];
  for (let k = first; k < degrees; k += 2) {
    factors.push(last / k);
    last *= (k + 1) / k;
  }
  return {
    probability(angle: number): number {
      const cosine = Math.cos(angle);
      let power = first === 1 ? cosine : cosine * cosine;
      let total = 0;
      for (const factor of factors) {
        total += factor * power;
        power *= cosine * cosine;
      }
      return (first === 1 ? (2 * angle) / Math.PI : Math.sin(angle)) + total * Math.sin(angle);
    },
    slope: (angle: number) => last * Math.cos(angle) ** (degrees - 1),
  };
}

/** The quantile of t in powers of 1/degrees, from that of the normal distribution (Abramowitz and Stegun 1964, 26.7.5). */
function expanded(z: number, degrees: number): number {
  const s = z * z;
  const terms = [
    1,
    (s + 1) / 4,
    ((5 * s + 16) * s + 3) / 96,
    (((3 * s + 19) * s + 17) * s - 15) / 384,
    ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92_160,
  ];
  return z * terms.reduceRight((total, term) => total / degrees + term, 0);
}

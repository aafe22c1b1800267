/** How low a loss is to be expected after some tries. */

/**
 * The expected lowest of k losses drawn from these K without repetition: Σ_i C(K - i, k - 1)/C(K, k) L_(i) over the losses in
 * ascending order (Dodge et al. 2019, "Show your work", in the unbiased form of Tang et al. 2020). Null stands for a run that
 * diverged, which is worse than any loss; the result is null if one still has weight.
 */
export function expectedBest(losses: readonly (number | null)[], k: number): number | null {
  const sorted = losses.map(loss => loss ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const count = sorted.length;
  let weight = k / count;
  let total = 0;
  for (let i = 0; weight > 0; i++) {
    total += weight * sorted[i]!;
    weight *= (count - i - k) / (count - i - 1);
  }
  return Number.isFinite(total) ? total : null;
}

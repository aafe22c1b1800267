/**
 * Mean and sum of squared deviations of numbers that come one by one. The result is accurate however large the mean is
 * (Welford 1962, "Note on a method for calculating corrected sums of squares and products").
 */
export class RunningVariance {
  count = 0;
  mean = 0;
  /** Sum of the squared deviations from the mean. */
  squares = 0;

  add(value: number): void {
    const fromOldMean = value - this.mean;
    this.mean += fromOldMean / ++this.count;
    this.squares += fromOldMean * (value - this.mean);
  }

  /** Adds `count` other numbers by their mean and squares (Chan, Golub and LeVeque 1979, "Updating formulae"). */
  merge(count: number, mean: number, squares: number): void {
    if (count === 0) return;
    const all = this.count + count;
    const between = mean - this.mean;
    this.squares += squares + (between * between * this.count * count) / all;
    this.mean += (between * count) / all;
    this.count = all;
  }
}

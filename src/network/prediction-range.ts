/** The range that predicted numbers are cut to: that of the training targets. Exported modules contain this file. */

export interface PredictionRange {
  readonly min: number;
  readonly max: number;
}

/** A number cut to the range, if there is one. A number that is not finite stays, since it shows that the network failed. */
export function cutTo(range: PredictionRange | null | undefined, value: number): number {
  return range && Number.isFinite(value) ? Math.min(Math.max(value, range.min), range.max) : value;
}

/** The range of standardized numbers, which are what a network gives. */
export function standardizedRange({ min, max }: PredictionRange, mean: number, deviation: number): PredictionRange {
  return { min: (min - mean) / deviation, max: (max - mean) / deviation };
}

/** Cuts the first `count` outputs in place. */
export function cutOutputs(range: PredictionRange | null, outputs: Float32Array | Float64Array, count: number): void {
  if (range === null) return;
  for (let n = 0; n < count; n++) outputs[n] = cutTo(range, outputs[n]!);
}

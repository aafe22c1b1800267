/** The rows that a run is probed on: training rows, all of them where they are few. */

import { Random } from '../../base/numbers/random.ts';
import type { OpenDataset } from '../../data/batches/windows.ts';
import type { Network } from '../../network/network.ts';
import { allocateLike, type Batch } from '../batch.ts';

const MAX_ROWS = 1000;

/** In memory of their own and in file order. Which rows are drawn depends on the seed alone, and for an ensemble on the part. */
export function probeRows(train: OpenDataset, { kernels, spec, input }: Network, seed: number, part?: number): Batch {
  const { memory } = kernels;
  const positions = memory.int32(Math.min(MAX_ROWS, train.rows));
  draw(positions, train.rows, Random.stream(seed, 'probe', part));
  const rows = positions.length;
  const features = spec.widths[0]!;
  const x = allocateLike(input, rows * features, memory);
  if ('source' in train) {
    for (const [n, position] of positions.entries()) train.source.read(position, position + 1, x, n);
  } else {
    const { index } = train;
    if (index !== undefined) for (const [n, position] of positions.entries()) positions[n] = index[position]!;
    kernels.gather(x, train.x, positions, 0, rows, features);
  }
  const targets = allocateLike(train.targets, rows, memory);
  kernels.gatherTargets(targets, train.targets, positions, 0, rows);
  const weights = train.weights && allocateLike(train.weights, rows, memory);
  if (weights !== null) kernels.gatherTargets(weights, train.weights!, positions, 0, rows);
  return { x, targets, weights, rows };
}

/** Draws different positions below `count`, ascending: each set of them is equally likely (Knuth, TAOCP 3.4.2, algorithm S). */
function draw(positions: Int32Array, count: number, random: Random): void {
  for (let position = 0, n = 0; n < positions.length; position++) {
    if (random.below(count - position) < positions.length - n) positions[n++] = position;
  }
}

/** The parts of the recipe for tables that depend on the number of training rows. docs/recipes.md has the measurements. */

import { formatCount, list } from '../base/text/format.ts';
import { byData } from './setting.ts';

/** Training rows of a table of 10,000 rows with a fifth held out. Up to here all tables are trained alike. */
const SMALL = 8_000;

const SMALL_BATCH = 64;
/** Batch sizes above some training rows. */
const batches = [
  { above: SMALL, batchSize: 128 },
  { above: 4 * SMALL, batchSize: 256 },
];

const MAX_EPOCHS = 50;
const MIN_EPOCHS = 10;
/** Rows that training visits, counted once for each epoch, where the epochs are between their limits. */
const VISITS = 8_000_000;

/** The weight decay of a small table. */
const DECAY = 0.3;

export const batchSizeByRows = byData(
  `${SMALL_BATCH}; ${list(batches.map(({ batchSize }) => `${batchSize}`))} above ${list(batches.map(({ above }) => formatCount(above)))} training rows`,
  ({ rows }) => batches.findLast(({ above }) => rows > above)?.batchSize ?? SMALL_BATCH,
);

export const epochsByRows = byData(
  `${MAX_EPOCHS}; above ${formatCount(VISITS / MAX_EPOCHS)} training rows ${formatCount(VISITS)} / rows, ${MIN_EPOCHS} or more`,
  ({ rows }) => Math.max(Math.min(Math.floor(VISITS / rows), MAX_EPOCHS), MIN_EPOCHS),
);

/** The more rows there are, the less the weights have to be held back. Two digits are kept. */
export const weightDecayByRows = byData(
  `${DECAY}; above ${formatCount(SMALL)} training rows ${formatCount(DECAY * SMALL)} / rows`,
  ({ rows }) => Number((DECAY * Math.min(SMALL / rows, 1)).toPrecision(2)),
);

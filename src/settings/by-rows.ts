/** The parts of the recipe for tables that depend on the number of training rows. docs/recipes.md has the measurements. */

import { formatCount } from '../base/text/format.ts';
import { byData } from './setting.ts';

/** Training rows of a table of 10,000 rows with a fifth held out. Up to here all tables are trained alike. */
const SMALL = 8_000;

const BATCH = { small: 64, large: 256 } as const;
const EPOCHS = { max: 50, min: 10 } as const;
/** Rows that training visits at most, each as often as there are epochs, unless that takes fewer than the min epochs. */
const VISITS = 8_000_000;
/** The weight decay of a small table. */
const DECAY = 0.3;

export const batchSizeByRows = byData(
  `${BATCH.small}; ${BATCH.large} above ${formatCount(SMALL)} training rows`,
  ({ rows }) => (rows > SMALL ? BATCH.large : BATCH.small),
);

export const epochsByRows = byData(
  `${EPOCHS.max}; above ${formatCount(VISITS / EPOCHS.max)} training rows ${formatCount(VISITS)} / rows, ${EPOCHS.min} or more`,
  ({ rows }) => Math.max(Math.min(Math.floor(VISITS / rows), EPOCHS.max), EPOCHS.min),
);

/** The more rows there are, the less the weights have to be held back. Two digits are kept. */
export const weightDecayByRows = byData(
  `${DECAY}; above ${formatCount(SMALL)} training rows ${formatCount(DECAY * SMALL)} / rows`,
  ({ rows }) => Number((DECAY * Math.min(SMALL / rows, 1)).toPrecision(2)),
);

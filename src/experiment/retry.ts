/** What to change when an arm diverged, so that both arms train and can be compared. */

import type { ComparisonEvent } from '../events/events.ts';
import type { TrainingConfig } from '../settings/table.ts';
import type { Arm } from './arms.ts';

export interface Retry {
  /** The learning rate of both arms; null if an arm has its own. */
  readonly rate: number | null;
  /** Settings to try. */
  readonly settings: NonNullable<ComparisonEvent['retry']>;
}

/** The rate is lowered by this factor. */
const LOWER = 5;
const MAX_NORM = 5;

/** Settings that an arm has of its own stay as they are. */
export function retryOf({ lr, clipNorm }: Pick<TrainingConfig, 'lr' | 'clipNorm'>, arms: readonly Arm[]): Retry {
  const isShared = (key: 'lr' | 'clipNorm') => arms.every(({ overrides }) => !(key in overrides));
  const isClipped = clipNorm !== null && clipNorm <= MAX_NORM;
  const rate = isShared('lr') ? lr : null;
  return {
    rate,
    settings: {
      ...(rate === null ? {} : { lr: Number((rate / LOWER).toPrecision(2)) }),
      ...(isClipped || !isShared('clipNorm') ? {} : { clipNorm: MAX_NORM }),
    },
  };
}

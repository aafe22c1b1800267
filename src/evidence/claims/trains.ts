/** Whether a run trains: whether it gets half of what can be got. */

import { isFiniteLoss, type Loss } from './pairs.ts';

/** The share of the way from the null loss to the lowest loss. */
const SHARE = 0.5;

/**
 * The highest loss of a run that trains: null loss - (null loss - lowest)/2, where `lowest` is the lowest loss of all runs that are
 * compared, of either arm, for the same seed. Null if none came below the null loss: then none trains.
 */
export function trainingBar(nullLoss: number, lowest: Loss): Loss {
  return isFiniteLoss(lowest) && lowest < nullLoss ? nullLoss - SHARE * (nullLoss - lowest) : null;
}

export function trains(loss: Loss | undefined, bar: Loss): boolean {
  return isFiniteLoss(loss) && bar !== null && loss <= bar;
}

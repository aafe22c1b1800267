/** Losses by evaluation over pairs: each arm, and its difference from the first. */

import type { CurveEvent } from '../../events/events.ts';
import type { PairRecord } from '../../experiment/pairs/records.ts';
import { armCurve } from '../statistics/arm-curve.ts';
import { type DifferencePoint, differenceCurve } from '../statistics/difference-curve.ts';
import { lossesOf } from './losses.ts';

/** Yields where it may pause. */
export function* curvesOf(records: readonly PairRecord[]): Generator<void, CurveEvent[]> {
  const { measure, evaluations, rows } = lossesOf(records);
  const [first, ...others] = [...rows];
  const arms = [...rows].map(([arm, losses]) => [arm, armCurve(losses)] as const);
  const differences: [string, (DifferencePoint | null)[]][] = [];
  for (const [arm, losses] of others) differences.push([arm, yield* differenceCurve(first![1], losses)]);
  return evaluations.map(({ epoch, step }, e) => ({
    event: 'curve',
    epoch,
    step,
    measure,
    arms: Object.fromEntries(arms.map(([arm, points]) => [arm, points[e]!])),
    differences: Object.fromEntries(differences.map(([arm, points]) => [arm, points[e]!])),
  }));
}

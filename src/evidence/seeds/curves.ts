/** Losses by evaluation over pairs: each arm, and its difference from the first. */

import type { CurveEvent } from '../../events/events.ts';
import type { PairRecord } from '../../experiment/pairs/records.ts';
import { armCurve } from '../statistics/arm-curve.ts';
import { differenceCurve } from '../statistics/difference-curve.ts';
import { lossesOf } from './losses.ts';

export function curvesOf(records: readonly PairRecord[]): CurveEvent[] {
  const { measure, evaluations, rows } = lossesOf(records);
  const [first, ...others] = [...rows];
  const arms = [...rows].map(([arm, losses]) => [arm, armCurve(losses)] as const);
  const differences = others.map(([arm, losses]) => [arm, differenceCurve(first![1], losses)] as const);
  return evaluations.map(({ epoch, step }, e) => ({
    event: 'curve',
    epoch,
    step,
    measure,
    arms: Object.fromEntries(arms.map(([arm, points]) => [arm, points[e]!])),
    differences: Object.fromEntries(differences.map(([arm, points]) => [arm, points[e]!])),
  }));
}

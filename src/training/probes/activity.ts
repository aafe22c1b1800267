/** Shares of units that are off: dead or inactive where an activation cuts off below 0, saturated where it is flat on both sides. */

import type { Vector } from '../../kernels/kernels.ts';
import {
  type ActivationDefinition,
  type ActivationName,
  activationDefinitions,
} from '../../kernels/reference/activations.ts';

export interface Activity {
  /** Share of the units whose preactivation is at most 0 in all rows. */
  readonly deadShare: number | null;
  /** Share of the preactivations that are at most 0. */
  readonly inactiveShare: number | null;
  /** Share of the preactivations where the slope is below this share of its max. */
  readonly saturatedShare: number | null;
}

/** A slope below this share of the max counts as saturated. */
const SATURATED = 0.05;

/** Of preactivations (rows, width). A share that says nothing about the activation is null, as all are if a number is not finite. */
export function activityOf(name: ActivationName, x: Vector, width: number): Activity {
  const activation: ActivationDefinition = activationDefinitions[name];
  const known = x.every(Number.isFinite);
  const rectifies = known && activation.rectifies;
  return {
    deadShare: rectifies ? deadShare(x, width) : null,
    inactiveShare: rectifies ? shareWhere(x, value => value <= 0) : null,
    saturatedShare: known && activation.saturates ? saturatedShare(activation, x) : null,
  };
}

function deadShare(x: Vector, width: number): number {
  let dead = 0;
  for (let unit = 0; unit < width; unit++) {
    let at = unit;
    while (at < x.length && x[at]! <= 0) at += width;
    if (at >= x.length) dead++;
  }
  return dead / width;
}

/** The slope of an activation that is flat on both sides is largest at 0. */
function saturatedShare({ f, slope }: ActivationDefinition, x: Vector): number {
  const bound = SATURATED * slope(0, f(0));
  return shareWhere(x, value => slope(value, f(value)) < bound);
}

function shareWhere(x: Vector, isCounted: (value: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < x.length; i++) if (isCounted(x[i]!)) count++;
  return count / x.length;
}

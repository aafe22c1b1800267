import { Random } from '../../src/base/numbers/random.ts';
import { fillWeight, type InitRule } from '../../src/network/init.ts';

/** The standard deviation of a weight (200, 300) filled by a rule. */
export function initDeviationOf(rule: InitRule, scale: number): number {
  const weight = new Float64Array(200 * 300);
  fillWeight(weight, 200, 300, rule, scale, Random.stream(1, 'init'));
  return Math.sqrt(weight.reduce((sum, value) => sum + value * value, 0) / weight.length);
}

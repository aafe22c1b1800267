import { type Fields, number } from '../../../base/files/json.ts';

/** Mean and standard deviation. Throws Malformed. */
export function scaleFromJson(of: Fields): { mean: number; deviation: number } {
  return { mean: number(of.mean), deviation: number(of.deviation, Number.MIN_VALUE) };
}

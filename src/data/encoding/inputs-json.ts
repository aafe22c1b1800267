/** Inputs (data/inputs.ts) from JSON that may be anything. */

import { array, boolean, type Fields, fields, malformed, number, oneOf, string } from '../../base/files/json.ts';
import { circles } from '../tables/cells/calendar.ts';
import { type DateInputPart, type Input, inputWidth } from './inputs.ts';

const scales = ['year', 'month'] as const;

/** Throws Malformed. */
export function inputFromJson(of: Fields): Input {
  const common = { name: string(of.name), indicator: boolean(of.indicator) };
  const kind = oneOf(of.kind, ['numeric', 'boolean', 'categorical', 'date']);
  if (kind === 'numeric') return { kind, ...common, ...scaleFrom(of), filler: number(of.filler) };
  if (kind === 'date') {
    return {
      kind,
      ...common,
      dayFirst: boolean(of.dayFirst),
      parts: array(of.parts).map(each => datePart(fields(each))),
    };
  }
  if (kind === 'boolean') {
    const [no, yes] = [string(of.no), string(of.yes)];
    if (no === yes) throw malformed('two texts');
    return { kind, ...common, no, yes };
  }
  const categories = array(of.categories).map(string);
  if (new Set(categories).size < categories.length) throw malformed('different categories');
  return { kind, ...common, categories, other: boolean(of.other) };
}

function scaleFrom(of: Fields): { mean: number; deviation: number } {
  return { mean: number(of.mean), deviation: number(of.deviation, Number.MIN_VALUE) };
}

function datePart(of: Fields): DateInputPart {
  const part = oneOf(of.part, [...scales, ...circles]);
  return part === 'year' || part === 'month' ? { part, ...scaleFrom(of) } : { part };
}

/** How many numbers they become. Throws Malformed where two are of one name. */
export function checkInputs(inputs: readonly Input[]): number {
  if (new Set(inputs.map(({ name }) => name)).size < inputs.length) throw malformed('two of its inputs have one name');
  return inputs.reduce((sum, input) => sum + inputWidth(input), 0);
}

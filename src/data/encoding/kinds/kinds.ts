/**
 * The kinds of inputs. A new one is a type and its encoding in inputs.ts, a row here with its file, and the columns that
 * become such inputs in tables/columns.ts.
 */

import { boolean as booleanFrom, type Fields, malformed, oneOf, string } from '../../../base/files/json.ts';
import { type InputKind, inputKinds } from '../../tables/columns.ts';
import { type Input, inputWidth } from '../inputs.ts';
import { boolean } from './boolean.ts';
import { categorical } from './categorical.ts';
import { date } from './date.ts';
import type { Facts } from './facts.ts';
import type { KindDefinition } from './kind.ts';
import { numeric } from './numeric.ts';

const definitions: { readonly [K in InputKind]: KindDefinition<K, keyof Facts> } = {
  numeric,
  boolean,
  categorical,
  date,
};

/** A definition is given inputs and facts of its own kind. */
export function kindOf(kind: InputKind): KindDefinition<InputKind, keyof Facts> {
  return definitions[kind] as KindDefinition<InputKind, keyof Facts>;
}

/** Throws Malformed. */
export function inputFromJson(of: Fields): Input {
  const common = { name: string(of.name), indicator: booleanFrom(of.indicator) };
  return kindOf(oneOf(of.kind, inputKinds)).fromJson(of, common);
}

/** How many numbers the inputs become. Throws Malformed if two have the same name. */
export function checkInputs(inputs: readonly Input[]): number {
  if (new Set(inputs.map(({ name }) => name)).size < inputs.length) throw malformed('two of its inputs have one name');
  return inputs.reduce((sum, input) => sum + inputWidth(input), 0);
}

/** What each number of an encoded row stands for, in their order: "'age'", "'age' missing", "'island' = 'Dream'". */
export function inputLabels(inputs: readonly Input[]): string[] {
  return inputs.flatMap(input => [
    ...kindOf(input.kind).labels(input),
    ...(input.indicator ? [`'${input.name}' missing`] : []),
  ]);
}

/** How an input encodes its column, for people. */
export function describeInput(input: Input): string {
  return kindOf(input.kind).describe(input);
}

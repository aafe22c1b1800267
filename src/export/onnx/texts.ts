/**
 * Columns of texts and booleans: LabelEncoder makes of each text the place among the column's inputs that is 1, and OneHot the
 * inputs. A text that no input is 1 for gets a place beyond them.
 */

import { type BooleanInput, type CategoricalInput, inputWidth } from '../../data/encoding/inputs.ts';
import { type Features, type Graph, ML, type Placed, plainFeature } from './graph.ts';

type TextInput = BooleanInput | CategoricalInput;

/** `missing` are the texts that stand for a missing cell, besides the empty one. */
export function addTexts(graph: Graph, columns: readonly Placed<TextInput>[], missing: readonly string[]): Features {
  const encoded = columns.map(({ input }) => addText(graph, input, missing));
  return {
    value: graph.node('Flatten', [graph.concat(encoded, 2)]),
    columns: columns.flatMap(({ input, offset }) =>
      Array.from({ length: inputWidth(input) }, (_, n) => plainFeature(offset + n)),
    ),
  };
}

/** (N, 1, width) */
function addText(graph: Graph, input: TextInput, missing: readonly string[]): string {
  const { places, others } = placesOf(input, missing);
  const width = inputWidth(input);
  const cells = graph.input(input.name, 'string', 1, description(input));
  const place = graph.node('LabelEncoder', [cells], {
    domain: ML,
    attributes: { keys_strings: [...places.keys()], values_int64s: [...places.values()], default_int64: others },
  });
  return graph.node('OneHot', [place, graph.wholes(width), graph.floats(0, 1)]);
}

function placesOf(input: TextInput, missing: readonly string[]): { places: Map<string, number>; others: number } {
  const beyond = inputWidth(input);
  const places = new Map<string, number>();
  let others = beyond;
  if (input.kind === 'boolean') places.set(input.yes, 0);
  else {
    for (const [index, category] of input.categories.entries()) places.set(category, index);
    if (input.other) others = input.categories.length;
  }
  for (const text of ['', ...missing]) places.set(text, input.indicator ? beyond - 1 : beyond);
  return { places, others };
}

function description(input: TextInput): string {
  if (input.kind === 'boolean') return `'${input.no}' or '${input.yes}'; '' is missing`;
  return "text, without blanks at its ends; '' is missing";
}

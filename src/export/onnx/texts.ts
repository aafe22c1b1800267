/**
 * One-hot columns. LabelEncoder maps each text to the position of its 1, and OneHot makes the numbers. A text without a
 * position gets one after the last.
 */

import type { OneHotEncoding } from '../../data/encoding/encodings.ts';
import { type Features, type Graph, ML, type Placed, plainFeature } from './graph.ts';

type Columns = readonly Placed<OneHotEncoding>[];

/** By column of codes, the texts that mean a missing cell. */
export type MissingCodes = ReadonlyMap<string, readonly string[]>;

/** `missing` are the texts that mean a missing cell in other columns, besides the empty one. */
export function addTexts(graph: Graph, columns: Columns, missing: readonly string[], codes: MissingCodes): Features[] {
  const encoded = columns.map(({ encoding }) => addText(graph, encoding, codes.get(encoding.name) ?? missing));
  const value = graph.node('Flatten', [graph.concat(encoded, 2)]);
  const features = columns.flatMap(({ encoding, offset }) =>
    Array.from({ length: fullWidth(encoding) }, (_, n) => plainFeature(offset + n)),
  );
  return [{ value, columns: features }];
}

/** (N, 1, width) */
function addText(graph: Graph, encoding: OneHotEncoding, missing: readonly string[]): string {
  const { positions, others } = positionsOf(encoding, missing);
  const cells = graph.input(encoding.name, 'string', 1, `${encoding.takes}; '' is missing`);
  const position = graph.node('LabelEncoder', [cells], {
    domain: ML,
    attributes: { keys_strings: [...positions.keys()], values_int64s: [...positions.values()], default_int64: others },
  });
  return graph.node('OneHot', [position, graph.integers(fullWidth(encoding)), graph.floats(0, 1)]);
}

/** Number of features, including the indicator. */
function fullWidth({ width, indicator }: OneHotEncoding): number {
  return width + (indicator ? 1 : 0);
}

function positionsOf(
  encoding: OneHotEncoding,
  missing: readonly string[],
): { positions: Map<string, number>; others: number } {
  const { width, indicator } = encoding;
  const beyond = fullWidth(encoding);
  const positions = new Map(encoding.positions.filter(([, position]) => position >= 0));
  for (const text of ['', ...missing]) positions.set(text, indicator ? width : beyond);
  return { positions, others: encoding.others >= 0 ? encoding.others : beyond };
}

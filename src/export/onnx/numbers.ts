/**
 * Columns of numbers; NaN is missing.
 *
 * Most columns are float32, like cells, and are not standardized here: the first affine is adapted to them
 * (network.ts). The others are standardized in double, as data/encoding does it: a column that is squashed; a column whose
 * mean is far from 0 (data/encoding/inputs.ts), because float32 does not hold enough digits of its cells, so it is an
 * input in double; and a column where weight / deviation might leave the range of float32.
 */

import { roundToPair } from '../../base/numbers/rounding.ts';
import { isFar, type ScaleEncoding } from '../../data/encoding/encodings.ts';
import { numbersAmong } from '../../data/reading/missing-numbers.ts';
import { type FeatureColumn, type Features, type Graph, type Placed, plainFeature } from './graph.ts';
import { addPair } from './pair.ts';
import { addSquash, isSquashed } from './squash.ts';

type Columns = readonly Placed<ScaleEncoding>[];

/** Standard deviations between this number and its inverse leave enough range for the weights. */
const SMALLEST = 1e-20;

/** `missing` are the missing words; only those that are numbers matter here. */
export function addNumbers(graph: Graph, columns: Columns, missing: readonly string[]): Features[] {
  const missingNumbers = numbersAmong(missing);
  const folded = columns.filter(({ encoding }) => canBeFolded(encoding));
  const others = columns.filter(({ encoding }) => !canBeFolded(encoding));
  return [
    ...(folded.length > 0 ? addFolded(graph, folded, missingNumbers) : []),
    ...[false, true].flatMap(squashes => {
      const alike = others.filter(({ encoding }) => isSquashed(encoding) === squashes);
      return alike.length > 0 ? addStandardized(graph, alike, missingNumbers) : [];
    }),
  ];
}

function canBeFolded(encoding: ScaleEncoding): boolean {
  const { deviation } = encoding;
  return !isSquashed(encoding) && !isFar(encoding) && deviation >= SMALLEST && deviation <= 1 / SMALLEST;
}

function addFolded(graph: Graph, columns: Columns, missingNumbers: readonly number[]): Features[] {
  const cells = graph.concat(columns.map(({ encoding }) => addInput(graph, encoding)));
  const missing = addMissing(
    graph,
    cells,
    cells,
    missingNumbers.map(value => graph.floats(value)),
  );
  const fillers = graph.floats(...columns.map(({ encoding }) => encoding.filler));
  const value = graph.node('Where', [missing, fillers, cells]);
  const scaled = columns.map(({ encoding: { mean, deviation }, offset }) => ({ offset, mean, deviation }));
  return [{ value, columns: scaled }, ...addIndicators(graph, columns, missing)];
}

/** The columns are all squashed, or none is. */
function addStandardized(graph: Graph, columns: Columns, missingNumbers: readonly number[]): Features[] {
  const doubles = columns.map(({ encoding }) => {
    const cell = addInput(graph, encoding);
    return isFar(encoding) ? cell : graph.cast(cell, 'double');
  });
  const cells = graph.concat(doubles);
  const { high, sum } = addPair(graph, cells);
  const missing = addMissing(
    graph,
    high,
    sum,
    missingNumbers.map(value => graph.doubles(roundToPair(value))),
  );
  const means = graph.doubles(...columns.map(({ encoding }) => encoding.mean));
  const deviations = graph.doubles(...columns.map(({ encoding }) => encoding.deviation));
  const standardized = graph.cast(graph.node('Div', [graph.node('Sub', [sum, means]), deviations]), 'float');
  const fillers = graph.floats(
    ...columns.map(({ encoding }) => (encoding.filler - encoding.mean) / encoding.deviation),
  );
  const scaled = graph.node('Where', [missing, fillers, standardized]);
  const value = isSquashed(columns[0]!.encoding) ? addSquash(graph, scaled) : scaled;
  const plain = columns.map(({ offset }) => plainFeature(offset));
  return [{ value, columns: plain }, ...addIndicators(graph, columns, missing)];
}

function addInput(graph: Graph, encoding: ScaleEncoding): string {
  return graph.input(encoding.name, isFar(encoding) ? 'double' : 'float', 1, 'number; NaN is missing');
}

/** Whether a cell is NaN, or one of the numbers that mean missing. `floats` and `cells` are NaN in the same places. */
function addMissing(graph: Graph, floats: string, cells: string, missingNumbers: readonly string[]): string {
  const absent = graph.node('IsNaN', [floats]);
  return missingNumbers.reduce(
    (missing, missingNumber) => graph.node('Or', [missing, graph.node('Equal', [cells, missingNumber])]),
    absent,
  );
}

/** Adds missing indicators for the columns that have one. */
function addIndicators(graph: Graph, columns: Columns, missing: string): Features[] {
  const indices = [...columns.keys()].filter(n => columns[n]!.encoding.indicator);
  if (indices.length === 0) return [];
  const value = graph.columns(graph.cast(missing, 'float'), columns.length, indices);
  const places = indices.map((n): FeatureColumn => {
    const { encoding, offset } = columns[n]!;
    return plainFeature(offset + encoding.width);
  });
  return [{ value, columns: places }];
}

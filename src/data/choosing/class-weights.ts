/**
 * How much rows count in the loss: by their class, by a column of weights, or by the product of both.
 *
 * `balanced` gives a class the weight rows / (classes · rows of the class), as scikit-learn's class_weight='balanced'
 * does: every class then counts as much as every other, and the weights' mean over the rows is 1.
 */

import { UserError } from '../../base/errors.ts';
import { list } from '../../base/text/format.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { shownNumber } from '../tables/cells/bad-cell.ts';

/** Weights by class, in the order of the classes. */
export type ClassWeights = 'balanced' | Float64Array;

const SETTING = '⟪classWeights⟫';
const TAKES = "takes balanced, or weights such as a=2,b=0.5 ('a,1'=2 where a name has commas or equals signs)";

/**
 * The weights by name that a text asks for; it is not known yet which classes there are.
 *
 * Throws UserError when it asks for nothing that there is.
 */
export function readClassWeights(text: string): 'balanced' | Map<string, number> {
  if (text.trim() === 'balanced') return 'balanced';
  const weights = new Map<string, number>();
  // A name: quoted, with a quote doubled inside, or without commas, equals signs and quotes.
  const pair = /\s*(?:"((?:[^"]|"")*)"\s*|'((?:[^']|'')*)'\s*|([^,='"][^,=]*))=([^,]*)(,|$)/y;
  let end = '';
  for (let at = 0; at < text.length || end === ','; at = pair.lastIndex) {
    pair.lastIndex = at;
    const match = pair.exec(text);
    if (match === null) throw new UserError(`${SETTING}: got '${text}', ${TAKES}`);
    const name = match[1]?.replaceAll('""', '"') ?? match[2]?.replaceAll("''", "'") ?? match[3]!.trim();
    const written = match[4]!.trim();
    const weight = Number(written);
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw new UserError(`${SETTING}: got '${written}' for class '${name}', takes a number above 0`);
    }
    if (weights.has(name)) throw new UserError(`${SETTING}: class '${name}' is named twice`);
    weights.set(name, weight);
    end = match[5]!;
  }
  if (weights.size === 0) throw new UserError(`${SETTING}: got '${text}', ${TAKES}`);
  return weights;
}

/**
 * `balanced`, or a weight for each class; classes that are not named have 1.
 *
 * Throws UserError for text that cannot be read, and for classes that there are not.
 */
export function parseClassWeights(text: string, classes: readonly string[]): ClassWeights {
  const named = readClassWeights(text);
  if (named === 'balanced') return named;
  for (const name of named.keys()) {
    if (classes.includes(name)) continue;
    const known = list(
      classes.map(each => `'${each}'`),
      12,
    );
    throw new UserError(`${SETTING}: there is no class '${name}'; the ${classes.length} classes are ${known}`);
  }
  return Float64Array.from(classes, name => named.get(name) ?? 1);
}

/**
 * The weights that balance classes with these numbers of training rows. Classes without any are not counted, and have
 * weight 1: there may be validation rows of them.
 */
export function balancedWeights(classRows: readonly number[]): Float64Array {
  const rows = classRows.reduce((sum, count) => sum + count, 0);
  const present = classRows.filter(count => count > 0).length;
  return Float64Array.from(classRows, count => (count === 0 ? 1 : rows / (present * count)));
}

/** How many rows each class has. */
export function countClasses(labels: Int32Array, classes: number): number[] {
  const counts = Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}

export interface RowWeightOptions {
  /** Class of each row; null for regression. */
  labels: Int32Array | null;
  /** By class; null where classes count alike. */
  classWeights: Float64Array | null;
  /** By row, NaN where it is missing; null where there is no such column. */
  column: ArrayLike<number> | null;
  /** Where a row stands, for error messages: "a.csv:14". */
  location(row: number): string;
}

/**
 * Fills `weights`, one a row, with the products of class weight and row weight, and returns it.
 *
 * Throws UserError for a row whose weight is missing, negative or not finite in the width of `weights`, and when no row
 * counts at all.
 */
export function rowWeights(weights: Vector, { labels, classWeights, column, location }: RowWeightOptions): Vector {
  let counting = false;
  for (let row = 0; row < weights.length; row++) {
    const own = column === null ? 1 : column[row]!;
    if (Number.isNaN(own))
      throw new UserError(`${location(row)}: has no weight; rows that shall not count have weight 0`);
    const byClass = classWeights === null || labels === null ? 1 : classWeights[labels[row]!]!;
    weights[row] = own * byClass;
    if (!(own >= 0 && Number.isFinite(weights[row]!))) {
      throw new UserError(
        `${location(row)}: got weight ${shownNumber(own)}, expected a number, 0 or more, that float32 can hold`,
      );
    }
    if (weights[row]! > 0) counting = true;
  }
  if (!counting && weights.length > 0) {
    throw new UserError(
      `${location(0)}: from here on all ${weights.length} rows have weight 0, so none of them counts`,
    );
  }
  return weights;
}

/** Results over seeds as cells of a table, and beside those of PyTorch. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { significant } from '../../src/base/text/format.ts';
import { mean } from '../../src/evidence/statistics/moments.ts';
import { root } from '../options.ts';

/** A result of each seed. */
export interface Row {
  name: string;
  values: readonly number[];
  /** The mean, if it is not that of the values: the geometric mean of ratios. */
  mean?: number;
}

interface Spread {
  mean: number;
  min: number;
  max: number;
}

/** By reproduction and name of the row. */
type PyTorch = Readonly<Record<string, Readonly<Record<string, Spread>>>>;

const DIGITS = 3;

export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

function spreadOf({ values, mean: given = mean(values) }: Row): Spread {
  return { mean: given, min: Math.min(...values), max: Math.max(...values) };
}

/** "0.123 (0.120 to 0.130)", or one number where all seeds agree. */
export function formatSpread({ mean, min, max }: Spread): string {
  const [middle, low, high] = [mean, min, max].map(value => significant(value, DIGITS));
  return low === high ? low! : `${middle} (${low} to ${high})`;
}

export function overSeeds(values: readonly number[]): string {
  return formatSpread(spreadOf({ name: '', values }));
}

export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  return [line(head!), `|${'---|'.repeat(head!.length)}`, ...body.map(line)].join('\n');
}

/**
 * The rows beside the same of PyTorch, and whether the mean lies in its range over the seeds. Throws if PyTorch's results have a row that
 * is not among these.
 */
export function besidePyTorch(reproduction: string, rows: readonly Row[]): string {
  const all = JSON.parse(readFileSync(join(root, 'bench/reproductions/pytorch.json'), 'utf8')) as PyTorch;
  const expected = all[reproduction]!;
  const missing = Object.keys(expected).find(name => !rows.some(row => row.name === name));
  if (missing !== undefined) throw new Error(`${reproduction} measured no '${missing}'`);
  const body = rows.map(row => {
    const found = spreadOf(row);
    const theirs = expected[row.name];
    if (theirs === undefined) return [row.name, '', formatSpread(found), ''];
    return [row.name, formatSpread(theirs), formatSpread(found), isWithin(found.mean, theirs) ? 'yes' : 'NO'];
  });
  return markdownTable([['mean (min to max) over the seeds', 'PyTorch', 'bntrain', "in PyTorch's range"], ...body]);
}

/** To the digits that are shown. */
function isWithin(value: number, { min, max }: Spread): boolean {
  const [low, middle, high] = [min, value, max].map(each => Number(each.toPrecision(DIGITS)));
  return low! <= middle! && middle! <= high!;
}

/** Columns that make a target, to be named where the one that is chosen makes none, or hardly one. */

import { list, plural } from '../../base/text/format.ts';
import type { Column } from '../tables/columns.ts';
import type { Target } from './prepare.ts';

/** More classes than this are seldom meant. */
const MAX_CLASSES = 20;
const MAX_NAMED = 3;

/** Columns of few classes, and then those of numbers. The last of a table come first, as targets often stand there. */
export function likelyTargets(columns: readonly Column[], chosen: Column | null): readonly Column[] {
  // A column is predicted from others.
  const others = columns.length < 2 ? [] : columns.filter(column => column !== chosen).reverse();
  const ofClasses = others.filter(column => classesOf(column) !== null);
  return [...ofClasses, ...others.filter(({ kind }) => kind === 'numeric')].slice(0, MAX_NAMED);
}

/** "; likely targets are 'species' (3 classes) and 'mass' (numbers)", or '' where there is none. */
export function describeLikely(likely: readonly Column[]): string {
  if (likely.length === 0) return '';
  const described = likely.map(column => {
    const classes = classesOf(column);
    return `'${column.name}' (${classes === null ? 'numbers' : plural(classes, 'class', 'classes')})`;
  });
  return `; ${likely.length === 1 ? 'a likely target is' : 'likely targets are'} ${list(described)}`;
}

function classesOf({ kind, dictionary }: Column): number | null {
  if (kind === 'boolean') return 2;
  const classes = kind === 'categorical' ? dictionary!.categories.length : 0;
  return classes >= 2 && classes <= MAX_CLASSES ? classes : null;
}

/** The warning about a target most of whose classes have one row; null for others. */
export function warningOfSingles({ column, classes, labels }: Target, columns: readonly Column[]): string | null {
  if (classes === null) return null;
  const rows = new Uint32Array(classes.length);
  for (const label of labels!) rows[label]!++;
  const singles = rows.filter(count => count === 1).length;
  if (2 * singles <= classes.length) return null;
  return (
    `target '${column.name}' has ${plural(classes.length, 'class', 'classes')} in ${plural(labels!.length, 'row')}, and ` +
    `${plural(singles, 'class has', 'classes have')} one row, from which little can be learned` +
    describeLikely(likelyTargets(columns, column))
  );
}

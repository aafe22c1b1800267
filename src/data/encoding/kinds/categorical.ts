/** Columns of texts: one-hot categories, the most frequent ones. */

import { array, boolean, malformed, string } from '../../../base/files/json.ts';
import { list, shownName } from '../../../base/text/format.ts';
import type { KindDefinition } from './kind.ts';
import { presentCodes } from './text-facts.ts';

/** Categories that a description names. */
const MAX_NAMED = 6;

export const categorical: KindDefinition<'categorical', 'texts'> = {
  facts: 'texts',
  fit: ({ name, dictionary }, facts, { maxCategories }) => {
    const { categories } = dictionary!;
    const { counts } = facts;
    const present = presentCodes(facts);
    if (present.length === 0) return null;
    const byFrequency = present.sort((a, b) => counts[b]! - counts[a]! || compare(categories[a]!, categories[b]!));
    const kept = byFrequency.slice(0, maxCategories).map(code => categories[code]!);
    const other = byFrequency.length > maxCategories;
    const indicator = facts.missing > 0;
    return {
      input: { kind: 'categorical', name, categories: kept.sort(), other, indicator },
      constant: present.length === 1 && !indicator,
    };
  },
  fromJson: (of, common) => {
    const categories = array(of.categories).map(string);
    if (new Set(categories).size < categories.length) throw malformed('different categories');
    return { kind: 'categorical', ...common, categories, other: boolean(of.other) };
  },
  labels: ({ name, categories, other }) => [
    ...categories.map(text => `'${name}' = '${text}'`),
    ...(other ? [`any other '${name}'`] : []),
  ],
  describe: ({ categories, other, indicator }) =>
    `${list([...categories.map(shownName), ...(other ? ['others'] : [])], MAX_NAMED)}${indicator ? '; missing' : ''}`,
};

/** By code unit, the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Warnings about validation rows that give unreliable scores. */

import { list, plural } from '../base/text/format.ts';
import type { LoadedData } from '../data/load.ts';

/** Min validation rows without a warning. */
const FEW = 30;

export function validationWarnings({ description, validation }: LoadedData): string[] {
  if (validation === null) return [];
  const { classes, classRows } = description;
  const warnings: string[] = [];
  const { rows, targets } = validation;
  if (rows < FEW) {
    const share =
      classes === null ? 'scores vary much with the rows' : `each is ${Math.round(100 / rows)}% of the accuracy`;
    warnings.push(
      `${plural(rows, 'validation row')}: ${share}; a larger ⟪validation⟫ says more, and another ⟪seed⟫ other rows`,
    );
  }
  if (classes !== null) {
    const validated = new Set(targets);
    const unseen = classes.filter((_, label) => !validated.has(label) && classRows![label]! > 0);
    const names = list(unseen.map(name => `'${name}'`));
    const have = plural(unseen.length, 'class has', 'classes have');
    if (unseen.length > 0)
      warnings.push(
        `${have} no validation row: ${names}; no score says how well ${unseen.length === 1 ? 'it is' : 'they are'} predicted`,
      );
  }
  return warnings;
}

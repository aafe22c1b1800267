/** Numeric columns: one standardized number. */

import { number } from '../../../base/files/json.ts';
import { fullNumber, meanNumber, significant } from '../../../base/text/format.ts';
import type { KindDefinition } from './kind.ts';
import type { Moments } from './moments.ts';
import { scaleFromJson } from './scale.ts';

export const numeric: KindDefinition<'numeric', 'numbers'> = {
  facts: 'numbers',
  fit: ({ name }, moments: Moments, { standardize }) => {
    const { present, missing, filler, constant } = moments;
    if (present === 0) return null;
    const { mean, deviation } = standardize ? moments : { mean: 0, deviation: 1 };
    return { input: { kind: 'numeric', name, mean, deviation, filler, indicator: missing > 0 }, constant };
  },
  fromJson: (of, common) => ({ kind: 'numeric', ...common, ...scaleFromJson(of), filler: number(of.filler) }),
  labels: ({ name }) => [`'${name}'`],
  describe: ({ mean, deviation, indicator, filler }) => {
    const scale = `mean ${meanNumber(mean)}, deviation ${significant(deviation)}`;
    return `${scale}${indicator ? `; missing as ${fullNumber(filler, Number.isInteger(filler))}` : ''}`;
  },
};

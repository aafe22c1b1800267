/** Numeric columns: one scaled number. */

import { number } from '../../../base/files/json.ts';
import { fullNumber, meanNumber, significant } from '../../../base/text/format.ts';
import type { KindDefinition } from './kind.ts';
import type { Moments } from './moments.ts';
import { fitScale, scaleFromJson } from './scale.ts';

export const numeric: KindDefinition<'numeric', 'numbers'> = {
  facts: 'numbers',
  fit: ({ name }, moments: Moments, options) => {
    const { present, missing, filler, constant } = moments;
    if (present === 0) return null;
    return {
      input: { kind: 'numeric', name, ...fitScale(moments, options), filler, indicator: missing > 0 },
      constant,
    };
  },
  fromJson: (of, common) => ({ kind: 'numeric', ...common, ...scaleFromJson(of), filler: number(of.filler) }),
  labels: ({ name }) => [`'${name}'`],
  describe: ({ mean, deviation, squash, indicator, filler }) => {
    const squashing = squash === undefined ? '' : `, ${squash}`;
    const scale = `mean ${meanNumber(mean)}, deviation ${significant(deviation)}${squashing}`;
    return `${scale}${indicator ? `; missing as ${fullNumber(filler, Number.isInteger(filler))}` : ''}`;
  },
};

/** Columns of dates: the parts that vary, scaled or as points on a circle. */

import { array, boolean, type Fields, fields, oneOf } from '../../../base/files/json.ts';
import { list } from '../../../base/text/format.ts';
import { cyclicalFeatures } from '../../tables/cells/calendar.ts';
import { type DatePartEncoding, partWidth } from '../encodings.ts';
import type { KindDefinition } from './kind.ts';
import { fitScale, scaleFromJson } from './scale.ts';

const scales = ['year', 'month'] as const;

export const date: KindDefinition<'date', 'dates'> = {
  facts: 'dates',
  fit: ({ name, dayFirst }, facts, options) => {
    if (facts.present === 0) return null;
    const scaled = scales.flatMap((part): DatePartEncoding[] => {
      const scale = facts.scales[part];
      if (scale === null) return [];
      return [{ part, ...fitScale(scale, options) }];
    });
    const points = cyclicalFeatures.filter(part => facts.varying.has(part)).map(part => ({ part }));
    const parts = [...scaled, ...points];
    const indicator = facts.missing > 0;
    return {
      input: { kind: 'date', name, dayFirst, parts, indicator },
      constant: parts.length === 0 && !indicator,
    };
  },
  fromJson: (of, common) => ({
    kind: 'date',
    ...common,
    dayFirst: boolean(of.dayFirst),
    parts: array(of.parts).map(each => partFromJson(fields(each))),
  }),
  labels: ({ name, parts }) =>
    parts.flatMap(({ part }) => {
      const label = `${part} of '${name}'`;
      return partWidth(part) === 2 ? [`${label} (sine)`, `${label} (cosine)`] : [label];
    }),
  describe: ({ parts, indicator }) => {
    const names = parts.map(each => ('squash' in each ? `${each.part} (${each.squash})` : each.part));
    return `${list(names, names.length)}${indicator ? '; missing' : ''}`;
  },
};

function partFromJson(of: Fields): DatePartEncoding {
  const part = oneOf(of.part, [...scales, ...cyclicalFeatures]);
  return part === 'year' || part === 'month' ? { part, ...scaleFromJson(of) } : { part };
}

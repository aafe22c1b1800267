/** The initial scales of a grid, and how many pairs train at each. */

import { percent, significant } from '../../base/text/format.ts';
import type { ClaimEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';
import { alignTable, type Cell } from '../table.ts';
import { columnsOf } from '../width.ts';

type Scales = NonNullable<ClaimEvent['scales']>;

/** Scales side by side where they fit, below each other elsewhere. */
export function scalesTable(scales: Scales, style: Style): string {
  const { color } = style;
  const share = (value: number) => percent(value).replace('.0%', '%');
  const rows: Cell[][] = [
    [
      { text: 'initial scale', paint: color.dim },
      ...scales.map(({ initScale }) => ({ text: significant(initScale, 2) })),
    ],
    [{ text: 'baseline trains', paint: color.yellow }, ...scales.map(({ baseline }) => ({ text: share(baseline) }))],
    [{ text: 'batchnorm trains', paint: color.cyan }, ...scales.map(({ batchnorm }) => ({ text: share(batchnorm) }))],
  ];
  const beside = alignTable(rows, Number.POSITIVE_INFINITY, 1).split('\n');
  if (Math.max(...beside.map(columnsOf)) <= style.width) return alignTable(rows, style.width, 2);
  const turned = rows[0]!.map((_, n) => rows.map(row => row[n]!));
  return alignTable(turned, style.width);
}

/** The parts of a figure, from top to bottom: curves with the paired difference, or the maps of a sweep. */

import { plural } from '../../base/text/format.ts';
import type { Group } from '../document/report-data.ts';
import { armTitle, capitalized, measureTitles } from '../document/words.ts';
import { differenceFigure, FEW_SEEDS, hasLossCurve, lossFigure } from '../html/curves.ts';
import { mapsOf } from '../html/sweep.ts';

export interface Panel {
  readonly title: string;
  /** Drawings beside each other, each with a title of its own or none. */
  readonly drawings: readonly { readonly title?: string; readonly svg: string }[];
}

export const GAP = 24;
/** Narrower figures have the labels of phones. */
const NARROW = 560;
const MIN_MAP = 200;

/** Empty where there is nothing to draw. */
export function panelsOf(group: Group, width: number): Panel[] {
  const { arms, bands, sweep } = group;
  if (sweep !== null && (sweep.axes.length === 1 || sweep.axes.length === 2)) return mapPanels(group, sweep, width);
  if (bands === null || !hasLossCurve(bands)) return [];
  const narrow = width < NARROW;
  const high = Math.min(440, Math.max(240, Math.round(width * 0.43)));
  const loss = measureTitles[bands.loss];
  const [, ...others] = arms;
  const differences = others.flatMap(arm => {
    const svg = differenceFigure(group, bands, arm, { width, height: Math.round(high * 0.62), narrow });
    const title = `${capitalized(armTitle(arm))} less ${armTitle(arms[0]!)} in the same pair: mean and 95\u00a0% interval`;
    return svg === null ? [] : [{ title, drawings: [{ svg }] }];
  });
  const curves = { svg: lossFigure(group, bands, 'step', { width, height: high, narrow }) };
  return [{ title: `${capitalized(loss)}${bandWords(group)}`, drawings: [curves] }, ...differences];
}

function bandWords({ seeds }: Group): string {
  if (seeds.length === 1) return '';
  if (seeds.length <= FEW_SEEDS) return ` of ${plural(seeds.length, 'seed')}`;
  return `: median and middle half of ${plural(seeds.length, 'seed')}`;
}

/** As many maps beside each other as there is room for. */
function mapPanels(group: Group, sweep: NonNullable<Group['sweep']>, width: number): Panel[] {
  const inRow = Math.max(1, Math.min(3, Math.floor((width + GAP) / (MIN_MAP + GAP))));
  const { note, maps } = mapsOf(group, sweep, Math.floor((width - (inRow - 1) * GAP) / inRow));
  return Array.from({ length: Math.ceil(maps.length / inRow) }, (_, n) => ({
    title: n === 0 ? note : '',
    drawings: maps.slice(n * inRow, (n + 1) * inRow).map(({ title, svg, scale }) => ({
      title: scale === null ? title : `${title}: ${scale.low} to ${scale.high}`,
      svg,
    })),
  }));
}

/** The table of the landscapes of each arm, as medians over the steps. */

import { formatCount, significant } from '../../base/text/format.ts';
import type { LandscapeEvent, StartEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';
import { alignTable, type Cell } from '../table.ts';
import { wrap } from '../width.ts';
import { heading, type ProbedArm } from './arms.ts';

export function landscapeTable(arms: readonly ProbedArm[], start: StartEvent, style: Style): string {
  const table: Cell[][] = [heading('landscape', arms, start, style)];
  const add = (name: string, show: (landscapes: readonly LandscapeEvent[]) => string) => {
    table.push([{ text: name }, ...arms.map(({ landscapes }) => ({ text: show(landscapes.values) }))]);
  };
  const ranges = (key: 'lossRange' | 'gradientPredictiveness') => (landscapes: readonly LandscapeEvent[]) => {
    const [low, high] = [0, 1].map(end => median(landscapes.map(event => event[key][end] ?? null)));
    return Number.isFinite(low) ? `${significant(low!, 3)} to ${significant(high!, 3)}` : '-';
  };
  add('steps', landscapes => formatCount(landscapes.length));
  add('loss range', ranges('lossRange'));
  add('gradient change', ranges('gradientPredictiveness'));
  add('effective smoothness', landscapes => significant(median(landscapes.map(event => event.effectiveSmoothness)), 3));
  add('internal covariate shift', landscapes => significant(median(landscapes.map(shiftOfOutputs('difference'))), 3));
  add('  as a cosine', landscapes => significant(median(landscapes.map(shiftOfOutputs('cosine'))), 3));
  const hasInfinite = table.some(row => row.some(({ text }) => /(^| )-$/.test(text)));
  const { landscapeMultipliers: multipliers } = start.config;
  const [near, far] = [Math.min(...multipliers), Math.max(...multipliers)];
  const note = `Medians over the steps, from ${near} to ${far} learning rates along the gradient: smaller ranges and a smaller effective smoothness are a smoother landscape.${hasInfinite ? ' A dash is not finite.' : ''}`;
  return `${alignTable(table, style.width)}\n${style.color.dim(wrap(note, style.width))}`;
}

/** The shift of the last affine, which has the most layers before it. */
function shiftOfOutputs(key: 'difference' | 'cosine'): (landscape: LandscapeEvent) => number | null {
  return ({ internalCovariateShift: layers }) => layers.at(-1)![key];
}

/** The median, where null is larger than every number; infinite if it is null. */
function median(values: readonly (number | null)[]): number {
  const sorted = values.map(value => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

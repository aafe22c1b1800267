/** Formats measurements as text. */

import { significant } from '../src/base/text/format.ts';
import { alignTable } from '../src/report/table.ts';
import { pairedRatios, type Summary, summarize } from './statistics.ts';
import type { Failure } from './turns.ts';

export function table(rows: readonly (readonly string[])[]): string {
  return alignTable(
    rows.map(row => row.map(text => ({ text }))),
    Number.POSITIVE_INFINITY,
  );
}

/** The format of a number: times `scale`, then `suffix`. The median chooses it, so that a range has one unit. */
interface Unit {
  scale: number;
  suffix: string;
}

export type Format = (median: number) => Unit;

export const time: Format = seconds => {
  if (seconds >= 1) return { scale: 1, suffix: ' s' };
  return seconds < 1e-3 ? { scale: 1e6, suffix: ' µs' } : { scale: 1e3, suffix: ' ms' };
};
export const megabytes: Format = () => ({ scale: 1e-6, suffix: ' MB' });
export const percents: Format = () => ({ scale: 100, suffix: '%' });
export const plain: Format = () => ({ scale: 1, suffix: '' });

/** "12.3 µs (11.9–12.8)": median and range of the rounds; a dash if nothing was measured. */
export function spread(rounds: readonly number[] | undefined, format: Format): string {
  return rounds === undefined ? '-' : spreadOf(summarize(rounds), format);
}

/** The ratio above / below, round by round; for the same thing just 1. */
export function ratioSpread(above: readonly number[] | undefined, below: readonly number[] | undefined): string {
  if (above === undefined || below === undefined) return '-';
  return above === below ? '1' : spreadOf(pairedRatios(above, below), plain);
}

function spreadOf({ median, low, high, rounds }: Summary, format: Format): string {
  const { scale, suffix } = format(median);
  const [middle, ...range] = [median, low, high].map(value => significant(scale * value, 3));
  return rounds.length === 1 ? `${middle}${suffix}` : `${middle}${suffix} (${range.join('–')})`;
}

/** The contestants that failed, and why; a reason that occurs in many cells is written once. */
export function failureNotes(failures: readonly Failure[]): string {
  const counts = new Map<string, number>();
  for (const { contestant, why } of failures) {
    const reason = `${contestant}: ${why}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => `not measured${count === 1 ? '' : ` (${count} times)`}: ${reason}\n`)
    .join('');
}

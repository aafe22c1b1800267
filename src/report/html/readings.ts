/** What can be read off a figure: its values as data of the page, for the page's own script. */

import { formatCount } from '../../base/text/format.ts';
import { fixedNumber, shortNumber, signedNumber } from '../document/numbers.ts';

export type ReadingKind = 'loss' | 'accuracy' | 'score' | 'difference';

type Value = number | null;

export interface ReadLine {
  readonly name: string;
  readonly color: string;
  /** Null where it diverged; a line that ended before has fewer. */
  readonly values: readonly Value[];
  /** The ends of the interval or of the band, if there is one. */
  readonly low?: readonly Value[];
  readonly high?: readonly Value[];
}

export interface Readings {
  /** "validation loss by step" */
  readonly title: string;
  readonly axis: 'step' | 'epoch' | 'seconds';
  readonly kind: ReadingKind;
  readonly x: readonly number[];
  readonly lines: readonly ReadLine[];
}

const texts: Readonly<Record<ReadingKind, (value: number) => string>> = {
  loss: value => shortNumber(value, 4),
  accuracy: value => `${fixedNumber(100 * value, 1)} %`,
  score: value => fixedNumber(value, 3),
  difference: value => signedNumber(value, 3),
};

/** "step 1,150: baseline 0.1373 (0.0883 to 0.1948), batch norm 0.0974 (0.0553 to 0.1503)" */
export function formatReading({ axis, kind, x, lines }: Readings, n: number): string {
  const text = (value: Value | undefined) =>
    value === undefined ? 'ended' : value === null ? 'diverged' : texts[kind](value);
  const at = axis === 'seconds' ? `${shortNumber(x[n]!)} seconds` : `${axis} ${formatCount(x[n]!)}`;
  const values = lines.map(({ name, values: own, low, high }) => {
    const range = low && high && typeof own[n] === 'number' ? ` (${text(low[n])} to ${text(high[n])})` : '';
    return `${name} ${text(own[n])}${range}`;
  });
  return `${at}: ${values.join(', ')}`;
}

/** Rounded to the digits that are read. */
export function readable(values: readonly Value[], digits = 4): Value[] {
  return values.map(value => value && Number(value.toPrecision(digits)));
}

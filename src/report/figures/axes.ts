/** Scales and their ticks, chosen by hand: the same in each figure. */

import { formatCount } from '../../base/text/format.ts';
import { shortNumber } from '../document/numbers.ts';

export interface Scale {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** Logarithmic where all values are positive; a little wider than they are. */
export function lossScale(values: readonly number[], count: number): Scale {
  const [low, high] = extent(values);
  if (!(low > 0)) return linearScale(values, count);
  const room = Math.max(Math.log(high / low), 0.1) * 0.04;
  const domain = [low * Math.exp(-room), high * Math.exp(room)] as const;
  return { type: 'log', domain, ticks: logTicks(domain, count) };
}

export function linearScale(values: readonly number[], count: number): Scale {
  const [low, high] = extent(values);
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  const domain = [low - room, high + room] as const;
  return { type: 'linear', domain, ticks: linearTicks(domain, count) };
}

export function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** 1, 2 and 5 of each decade; where these are too many, powers of ten; in less than a decade, linear ones. */
export function logTicks([low, high]: readonly [number, number], count: number): number[] {
  const inside = (tick: number) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9);
  const decades = range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)));
  const fine = decades.flatMap(power => [1, 2, 5].map(digit => Number(`${digit}e${power}`))).filter(inside);
  if (fine.length < 3) return linearTicks([low, high], count);
  if (fine.length <= count) return fine;
  const powers = decades.map(power => Number(`1e${power}`)).filter(inside);
  const every = Math.ceil(powers.length / count);
  return powers.filter((_, n) => n % every === 0);
}

export function linearTicks([low, high]: readonly [number, number], count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = Math.floor(Math.log10(rough));
  const digit = [1, 2, 5, 10].find(each => each * 10 ** power >= rough * (1 - 1e-9))!;
  const step = digit * 10 ** power;
  // Products of whole numbers and powers of ten have no rounding errors in their shortest decimal.
  return range(Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)).map(n =>
    Number((n * step).toPrecision(12)),
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
}

/** "0.05", "1,000", "1e−6" */
export function tickText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return `${value < 0 ? '−' : ''}${formatCount(Math.abs(value))}`;
  const shortest = String(Number(Math.abs(value).toPrecision(6)));
  return shortest.includes('e') || shortest.length > 8 ? shortNumber(value, 1) : `${value < 0 ? '−' : ''}${shortest}`;
}

/** The ticks of an axis alike: powers of ten where a number is too long to stand beside it. */
export function axisText(ticks: readonly number[]): (value: number) => string {
  if (!ticks.some(tick => Math.abs(tick) >= 1e5)) return tickText;
  return value => (Math.abs(value) < 10 ? tickText(value) : shortNumber(value, 1, 10));
}

/** "+0.1", "−0.1" */
export function signedTick(value: number): string {
  return value > 0 ? `+${tickText(value)}` : tickText(value);
}

/** Where a value lies between the ends of an axis in pixels. */
export function position({ type, domain }: Scale, value: number, [from, to]: readonly [number, number]): number {
  const at = type === 'log' ? Math.log : (each: number) => each;
  const share = (at(value) - at(domain[0])) / (at(domain[1]) - at(domain[0]));
  return from + share * (to - from);
}

/** Places of labels, in the same order, moved apart to at least `gap`, and as little as possible. */
export function spread(places: readonly number[], gap: number, [top, bottom]: readonly [number, number]): number[] {
  const order = places.map((place, n) => ({ place, n })).sort((a, b) => a.place - b.place || a.n - b.n);
  const found = order.map(({ place }) => place);
  for (let pass = 0; pass < 50; pass++) {
    for (let i = 1; i < found.length; i++) {
      const lack = gap - (found[i]! - found[i - 1]!);
      if (lack <= 0) continue;
      found[i - 1]! -= lack / 2;
      found[i]! += lack / 2;
    }
    const [first, last] = [found[0] ?? 0, found.at(-1) ?? 0];
    const shift = first < top ? top - first : last > bottom ? bottom - last : 0;
    if (shift !== 0)
      found.forEach((place, i) => {
        found[i] = place + shift;
      });
  }
  const result = new Array<number>(places.length);
  for (const [i, { n }] of order.entries()) result[n] = found[i]!;
  return result;
}

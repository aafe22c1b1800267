/** One dot a seed, beside each other where they meet, with the estimate and its interval. */

import { extent, linearTicks, logTicks } from './axes.ts';
import { xAxis } from './axis-marks.ts';
import { draw, Plot } from './library.ts';
import { type PaintName, paint } from './paints.ts';
import { asSvg } from './svg.ts';

export interface DotsFigure {
  readonly dots: readonly { readonly value: number; readonly paint: PaintName; readonly isBound: boolean }[];
  readonly estimate: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Where there is no difference. */
  readonly neutral: number;
  /** Of ratios: a logarithmic axis. */
  readonly isRatio: boolean;
  readonly tick: (value: number) => string;
  readonly label: string;
}

const [WIDTH, MARGIN] = [210, 12];
/** About the width of a sign of a label. */
const SIGN = 6.4;
/** Many dots upon each other are smaller. More than the most of the smallest overlap. */
const sizes = [
  { radius: 3, most: 7 },
  { radius: 2, most: 13 },
] as const;

export function drawDots({ dots, estimate, interval, neutral, isRatio, tick, label }: DotsFigure): string {
  const ends = interval === null ? [] : [interval.low, interval.high];
  const [low, high] = extent([...dots.map(({ value }) => value), estimate, ...ends, neutral]);
  const room = isRatio ? 0 : (high - low || 1) * 0.04;
  const domain: [number, number] = isRatio
    ? [low / (high / low) ** 0.05 / 1.02, high * (high / low) ** 0.05 * 1.02]
    : [low - room, high + room];
  const at = isRatio
    ? (value: number) => Math.log(value / domain[0]) / Math.log(domain[1] / domain[0])
    : (value: number) => (value - domain[0]) / (domain[1] - domain[0]);
  // A label that would cross an edge is left out.
  const ticks = (isRatio ? logTicks(domain, 4) : linearTicks(domain, 3)).filter(value => {
    const [place, half] = [MARGIN + at(value) * (WIDTH - 2 * MARGIN), (SIGN * tick(value).length) / 2];
    return place >= half && place + half <= WIDTH;
  });
  const placed = dots.map(dot => ({ ...dot, x: at(dot.value) * (WIDTH - 2 * MARGIN) }));
  const size = sizes.find(each => levelsOf(stacked(placed, each)) <= each.most) ?? sizes[1];
  const stacks = stacked(placed, size).map(({ paint: color, ...dot }) => ({ ...dot, color: paint(color) }));
  const gap = 2 * size.radius + 0.4;
  const half = Math.max(12, ((Math.min(levelsOf(stacks), size.most) + 1) / 2) * gap);
  const position = { x: 'value', y: ({ level }: { level: number }) => level * gap, r: size.radius } as const;
  const drawn = draw({
    width: WIDTH,
    height: Math.round(2 * half + 22),
    marginLeft: MARGIN,
    marginRight: MARGIN,
    marginTop: 2,
    marginBottom: 20,
    x: { type: isRatio ? 'log' : 'linear', domain, axis: null },
    y: { type: 'linear', domain: [half, -half], axis: null },
    marks: [
      ...xAxis(ticks, tick),
      Plot.ruleX([neutral], { stroke: paint('soft'), strokeDasharray: '2,3' }),
      Plot.dot(
        stacks.filter(({ isBound }) => !isBound),
        { ...position, fill: 'color', fillOpacity: 0.85 },
      ),
      Plot.dot(
        stacks.filter(({ isBound }) => isBound),
        { ...position, stroke: 'color', fill: paint('paper'), strokeWidth: 1.3 },
      ),
      ...(interval === null
        ? []
        : [
            Plot.ruleY([0], {
              x1: interval.low,
              x2: interval.high,
              stroke: paint('ink'),
              strokeWidth: 2.5,
              strokeLinecap: 'round',
            }),
          ]),
      Plot.ruleX([estimate], { y1: 9, y2: -9, stroke: paint('ink'), strokeWidth: 2.5 }),
    ],
  });
  return asSvg(drawn, label, 11);
}

function levelsOf(stacks: readonly { readonly level: number }[]): number {
  return 1 + 2 * Math.max(...stacks.map(({ level }) => Math.abs(level)));
}

/** Each dot at a level of its own among those that it would meet: 0, then one up, one down, and so on. */
function stacked<T extends { readonly x: number }>(dots: readonly T[], { radius, most }: (typeof sizes)[number]) {
  const placed: { readonly x: number; readonly level: number }[] = [];
  const order = Array.from({ length: most + 1 }, (_, n) => (n % 2 === 0 ? -n / 2 : (n + 1) / 2));
  return dots
    .toSorted((a, b) => a.x - b.x)
    .map(dot => {
      const near = new Set(placed.filter(({ x }) => Math.abs(x - dot.x) < 2 * radius + 0.3).map(({ level }) => level));
      const level = order.find(each => !near.has(each)) ?? order.at(-1)!;
      placed.push({ x: dot.x, level });
      return { ...dot, level };
    });
}

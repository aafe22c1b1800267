/** Colours of a heat map: for losses from low to high, and for differences from one arm to the other. */

import type { ChalkInstance } from 'chalk';

type Rgb = readonly [number, number, number];

/** From low to high losses; about even steps of lightness, so the order is visible to everyone. */
const LOSSES: readonly Rgb[] = [
  [253, 231, 37],
  [94, 201, 98],
  [33, 145, 140],
  [59, 82, 139],
  [68, 1, 84],
];
/** From a loss that is lower in the second arm over equal to lower in the first: the arms' colours. */
const DIFFERENCES: readonly Rgb[] = [
  [0, 150, 170],
  [150, 215, 225],
  [238, 238, 238],
  [235, 215, 150],
  [196, 148, 0],
];

export type Paint = (text: string) => string;

/** The paint of a value at `share` of the way from low to high. */
export function shade(color: ChalkInstance, kind: 'loss' | 'difference', share: number): Paint {
  const colors = kind === 'loss' ? LOSSES : DIFFERENCES;
  const place = Math.min(Math.max(share, 0), 1) * (colors.length - 1);
  const below = Math.min(Math.floor(place), colors.length - 2);
  const [r, g, b] = colors[below]!.map((part, n) =>
    Math.round(part + (colors[below + 1]![n]! - part) * (place - below)),
  ) as [number, number, number];
  const ground = color.bgRgb(r, g, b);
  return luminance([r, g, b]) > BLACK_FROM ? ground.rgb(0, 0, 0) : ground.rgb(255, 255, 255);
}

/** From this luminance on black has more contrast than white (WCAG 2). */
const BLACK_FROM = 0.179;

/** The relative luminance of WCAG 2. */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map(part => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

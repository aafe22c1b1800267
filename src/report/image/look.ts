/** How a figure looks: what a user may choose. */

import type { ThemeName } from '../figures/paints.ts';

export interface Look {
  readonly theme: ThemeName;
  /** In pixels of CSS. The height follows. */
  readonly width: number;
  /** Pixels of a PNG for each of `width`. */
  readonly scale: number;
}

export const defaultLook: Look = { theme: 'light', width: 760, scale: 2 };

/** A page has hardly more, and memory for a PNG grows with the square of both. */
export const limits = { width: [320, 2000], scale: [0.5, 4] } as const;

/** What each result of docs/reproductions.md shows of the events of its command. */

import type { AnyEvent } from '../../src/events/events.ts';
import { batchSizes } from './batch-sizes.ts';
import { gap } from './gap.ts';
import { ioffe, ioffeSteps } from './ioffe.ts';
import { landscape } from './landscape.ts';
import { scaleCurves, scales } from './scales.ts';
import { stableLr } from './stable-lr.ts';
import { udacity } from './udacity.ts';

export const reproductions: Readonly<Record<string, (events: readonly AnyEvent[]) => string>> = {
  ioffe,
  'ioffe-steps': ioffeSteps,
  'landscape-deep': landscape,
  'landscape-shallow': landscape,
  'stable-lr': stableLr,
  scales,
  'scale-curves': scaleCurves,
  'batch-sizes': batchSizes,
  udacity,
  gap,
};

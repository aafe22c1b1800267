/** What is kept of the probes of each arm, and the heading of their tables. */

import type { Thinned } from '../../base/numbers/thinned.ts';
import type { Arm, GradientsEvent, LandscapeEvent, ProbeEvent, StartEvent } from '../../events/events.ts';
import { armColor, type Style } from '../style.ts';
import type { Cell } from '../table.ts';

export interface ProbedArm {
  readonly name: Arm;
  readonly probes: Thinned<ProbeEvent>;
  readonly landscapes: Thinned<LandscapeEvent>;
  /** Those of the last step that was probed. */
  gradients: GradientsEvent | null;
}

export function heading(title: string, arms: readonly ProbedArm[], start: StartEvent, style: Style): Cell[] {
  const painted = arms.map(({ name }) => ({
    text: name,
    paint: (text: string) => style.color.bold(armColor(style, start.arms, name)(text)),
  }));
  return [{ text: title }, ...painted];
}

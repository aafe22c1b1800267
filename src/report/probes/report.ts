/** Shows what probes found: a table of the last one, charts of a unit over training, and the landscape. */

import { Thinned } from '../../base/numbers/thinned.ts';
import type { Arm, ProbingEvent, StartEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';
import type { ProbedArm } from './arms.ts';
import { landscapeTable } from './landscape.ts';
import { probeTable } from './table.ts';
import { unitCharts } from './unit-charts.ts';

/** Binary digits by which the kept probes differ: more than a chart has dots. */
const DIGITS = 10;

export class ProbeReport {
  readonly #arms = new Map<Arm, ProbedArm>();
  #seed: number | undefined;

  /** Of several seeds only the first is shown, and of an ensemble the first network. */
  add(event: ProbingEvent): void {
    this.#seed ??= event.seed;
    if (event.seed !== this.#seed || (event.part ?? 1) > 1) return;
    const { probes, landscapes } = this.#armOf(event.arm);
    if (event.event === 'probe') probes.add(event);
    else if (event.event === 'landscape') landscapes.add(event);
    else this.#armOf(event.arm).gradients = event;
  }

  #armOf(name: Arm): ProbedArm {
    const arm = this.#arms.get(name) ?? {
      name,
      probes: new Thinned(DIGITS),
      landscapes: new Thinned(DIGITS),
      gradients: null,
    };
    this.#arms.set(name, arm);
    return arm;
  }

  /** The parts of the summary; none without probes. */
  parts(start: StartEvent, style: Style): string[] {
    const arms = [...this.#arms.values()];
    const probed = arms.filter(({ probes }) => probes.count > 0);
    const landscaped = arms.filter(({ landscapes }) => landscapes.count > 0);
    return [
      ...(probed.length === 0 ? [] : [probeTable(probed, start, style), ...unitCharts(probed, start, style)]),
      ...(landscaped.length === 0 ? [] : [landscapeTable(landscaped, start, style)]),
    ];
  }
}

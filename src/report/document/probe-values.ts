/** What probes measured, as values by step: a name, and the layer that it is of. */

import type { GradientsEvent, LandscapeEvent, ProbeEvent } from '../../events/events.ts';
import type { Run } from './report-data.ts';

export interface ProbeValue {
  readonly step: number;
  /** From 1; null for the whole network. */
  readonly layer: number | null;
  /** The event and the place in it: `probe.preactivation.p50`. */
  readonly measure: string;
  readonly value: number;
}

/** By step. The values of the chosen unit, and those of single multipliers, are left to the metrics. */
export function* probeValues({ probes, gradients, landscapes }: Run): Generator<ProbeValue> {
  for (const event of probes) yield* ofProbe(event);
  for (const event of gradients) yield* ofGradients(event);
  for (const event of landscapes) yield* ofLandscape(event);
}

function* ofProbe({ step, layers, lossRunning, lossPopulation }: ProbeEvent): Generator<ProbeValue> {
  for (const { layer, ...measured } of layers) yield* numbersIn(measured, step, layer, 'probe');
  yield* numbersIn({ lossRunning, lossPopulation }, step, null, 'probe');
}

function* ofGradients({ step, layers, total }: GradientsEvent): Generator<ProbeValue> {
  for (const { layer, ...measured } of layers) yield* numbersIn(measured, step, layer, 'gradients');
  yield* numbersIn({ total }, step, null, 'gradients');
}

function* ofLandscape(event: LandscapeEvent): Generator<ProbeValue> {
  const { step, loss, gradientNorm, lossRange, gradientPredictiveness, effectiveSmoothness } = event;
  for (const { layer, ...measured } of event.internalCovariateShift)
    yield* numbersIn(measured, step, layer, 'landscape.internalCovariateShift');
  const ranges = { lossRange: minMax(lossRange), gradientPredictiveness: minMax(gradientPredictiveness) };
  yield* numbersIn({ loss, gradientNorm, ...ranges, effectiveSmoothness }, step, null, 'landscape');
}

function minMax([min = null, max = null]: readonly (number | null)[]): object {
  return { min, max };
}

/** Those that are finite. */
function* numbersIn(found: object, step: number, layer: number | null, name: string): Generator<ProbeValue> {
  for (const [key, value] of Object.entries(found)) {
    const measure = `${name}.${key}`;
    if (typeof value === 'number' && Number.isFinite(value)) yield { step, layer, measure, value };
    else if (typeof value === 'object' && value !== null) yield* numbersIn(value, step, layer, measure);
  }
}

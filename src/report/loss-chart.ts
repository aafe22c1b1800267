/** The chart of the losses of single runs, and the loss that is drawn. */

import type { Arm, StartEvent } from '../events/events.ts';
import { type Curve, renderChart, strokes } from './chart.ts';
import { measureNames } from './measures.ts';
import { armColor, type Style } from './style.ts';

/** An evaluation; the training loss is that of whole epochs. */
export interface LossPoint {
  readonly epoch: number;
  readonly step: number;
  readonly trainLoss?: number | null;
  readonly validationLoss: number | null;
}

export function measureOf({ data, config }: StartEvent): 'trainLoss' | 'validationLoss' {
  return data.validationRows === 0 && config.ensemble === null ? 'trainLoss' : 'validationLoss';
}

/** By arm its evaluations. */
export function armCurves(start: StartEvent, points: ReadonlyMap<Arm, readonly LossPoint[]>, style: Style): Curve[] {
  const measure = measureOf(start);
  return start.arms.map((arm, index) => ({
    name: arm,
    paint: armColor(style, start.arms, arm),
    stroke: strokes[start.arms.length === 1 ? 1 : index % strokes.length]!,
    points: (points.get(arm) ?? []).map(point => ({
      x: start.config.validateEvery === null ? point.epoch : point.step / start.stepsPerEpoch,
      y: point[measure] ?? Number.NaN,
    })),
  }));
}

export function lossChart(start: StartEvent, curves: readonly Curve[], style: Style): string {
  const measure = measureOf(start);
  return renderChart(curves, {
    width: style.width,
    height: style.width >= 120 ? 16 : 13,
    unicode: style.unicode,
    yLabel: measureNames[measure],
    xLabel: 'epoch',
    dim: style.color.dim,
  });
}

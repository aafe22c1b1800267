/** The percentiles of a unit over training, as in figure 1 of Ioffe and Szegedy 2015. */

import type { ProbeEvent, StartEvent } from '../../events/events.ts';
import { type Curve, renderChart, strokes } from '../chart.ts';
import { armColor, type Style } from '../style.ts';
import type { ProbedArm } from './arms.ts';

/** A chart needs as many columns, and as many probes. */
const MIN_WIDTH = 60;
const MIN_PROBES = 3;
const CHART_HEIGHT = 7;

/** A chart for each arm, all with one scale. */
export function unitCharts(arms: readonly ProbedArm[], start: StartEvent, style: Style): string[] {
  const drawn = arms.filter(({ probes }) => probes.count >= MIN_PROBES && probes.last!.unit !== null);
  if (style.width < MIN_WIDTH || drawn.length === 0) return [];
  const curves = drawn.map(({ name, probes }) => percentileCurves(probes.values, armColor(style, start.arms, name)));
  const values = curves.flat().flatMap(({ points }) => points.map(({ y }) => y).filter(Number.isFinite));
  return drawn.map(({ name, probes }, n) => {
    const { layer, unit } = probes.last!.unit!;
    return renderChart(curves[n]!, {
      width: style.width,
      height: CHART_HEIGHT,
      unicode: style.unicode,
      yLabel: `unit ${layer}:${unit} of ${name}`,
      xLabel: 'step',
      yValues: values,
      dim: style.color.dim,
    });
  });
}

function percentileCurves(probes: readonly ProbeEvent[], paint: Curve['paint']): Curve[] {
  return (['p85', 'p50', 'p15'] as const).map(name => ({
    name,
    paint,
    stroke: strokes[{ p85: 0, p50: 1, p15: 2 }[name]]!,
    points: probes.map(({ step, unit }) => ({ x: step, y: unit?.preactivation[name] ?? Number.NaN })),
  }));
}

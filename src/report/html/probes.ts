/** The section of probes: what goes into the activations of each layer, and how the loss behaves along the gradient. */

import { plural } from '../../base/text/format.ts';
import type { Arm, LandscapeEvent, ProbeEvent } from '../../events/events.ts';
import { shortNumber } from '../document/numbers.ts';
import type { Group, Run } from '../document/report-data.ts';
import { armTitle, capitalized } from '../document/words.ts';
import { armPaint } from '../figures/paints.ts';
import { drawProbes, type ProbePoint } from '../figures/probes.ts';
import { html, type Markup, raw } from './markup.ts';

/** Deeper networks show layers from the first to the last. */
const MAX_LAYERS = 6;

export function probesOf(group: Group): Markup | '' {
  const seed = group.seeds[0];
  const runs = group.runs.filter(
    run => run.seed === seed && (run.part ?? 1) === 1 && Object.keys(run.cell).length === 0,
  );
  return html`${layersSection(group, runs)}${landscapeSection(group, runs)}`;
}

function layersSection({ arms, seeds }: Group, runs: readonly Run[]): Markup | '' {
  const probed = runs.filter(({ probes }) => probes.length > 1 && probes[0]!.layers.length > 0);
  if (probed.length === 0) return '';
  const points = probed.map(({ arm, probes }) => ({
    arm,
    layers: chosen(probes[0]!.layers.length).map(layer => layerPoints(probes, layer)),
  }));
  const domain = points.flatMap(({ layers }) =>
    layers.flatMap(layer => layer.points.flatMap(({ low, high, lowest = low, highest = high }) => [lowest, highest])),
  );
  const panels = points.map(({ arm, layers }) => {
    const figures = layers
      .filter(layer => layer.points.length > 0)
      .map(layer => {
        const title = `layer ${layer.layer}`;
        const last = layer.points.at(-1)!;
        const label = `${armTitle(arm)}, ${title}: at the end from ${shortNumber(last.low)} to ${shortNumber(last.high)}, median ${shortNumber(last.median)}`;
        const svg = drawProbes({ points: layer.points, domain, paint: armPaint(arms, arm), title, label });
        return html`<figure>${raw(svg)}${layer.caption !== '' && html`<figcaption>${layer.caption}</figcaption>`}</figure>`;
      });
    return html`<h3>${capitalized(armTitle(arm))}</h3><div class="panels">${figures}</div>`;
  });
  const seed = seeds.length > 1 ? ` Seed ${seeds[0]!}.` : '';
  const isWide = points.some(({ layers }) => layers.some(layer => layer.points.some(point => 'lowest' in point)));
  return html`<section><h2>What the layers see</h2>
<p class="note">What goes into the activation of each hidden layer, by step, on the same ${plural(probed[0]!.probes[0]!.rows, 'row')}. Line: median. Band: from the 15th to the 85th percentile${isWide && '; the lighter one from the 5th to the 95th'}.${seed}</p>${panels}</section>`;
}

function chosen(layers: number): number[] {
  if (layers <= MAX_LAYERS) return Array.from({ length: layers }, (_, n) => n);
  return Array.from({ length: MAX_LAYERS }, (_, n) => Math.round((n * (layers - 1)) / (MAX_LAYERS - 1)));
}

function layerPoints(probes: readonly ProbeEvent[], index: number) {
  const points = probes.flatMap(({ step, layers }): ProbePoint[] => {
    const { p5, p15: low, p50: median, p85: high, p95 } = layers[index]!.preactivation;
    if (low === null || median === null || high === null) return [];
    const wider = typeof p5 === 'number' && typeof p95 === 'number' ? { lowest: p5, highest: p95 } : {};
    return [{ x: step, low, median, high, ...wider }];
  });
  const last = probes.at(-1)!.layers[index]!;
  const share = (value: number | null, what: string) =>
    value === null ? [] : [`${shortNumber(100 * value, 2)} % ${what}`];
  const caption = [...share(last.deadShare, 'dead units'), ...share(last.saturatedShare, 'saturated')].join(', ');
  return { layer: last.layer, points, caption };
}

function landscapeSection({ arms, seeds }: Group, runs: readonly Run[]): Markup | '' {
  const measured = runs.filter(({ landscapes }) => landscapes.length > 1);
  if (measured.length === 0) return '';
  const of = ({ landscapes }: Run, range: (event: LandscapeEvent) => readonly (number | null)[]) =>
    landscapes.flatMap((event): ProbePoint[] => {
      const [low, high] = range(event);
      return low === null || low === undefined || high === null || high === undefined
        ? []
        : [{ x: event.step, low, median: event.loss ?? low, high }];
    });
  const losses = measured.map(run => ({ arm: run.arm, points: of(run, event => event.lossRange) }));
  const gradients = measured.map(run => ({
    arm: run.arm,
    points: of(run, event => event.gradientPredictiveness).map(point => ({
      ...point,
      median: (point.low + point.high) / 2,
    })),
  }));
  const panels = (what: string, found: readonly { readonly arm: Arm; readonly points: readonly ProbePoint[] }[]) => {
    const domain = found.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
    const figures = found
      .filter(({ points }) => points.length > 1)
      .map(({ arm, points }) => {
        const title = armTitle(arm);
        return html`<figure>${raw(drawProbes({ points, domain, paint: armPaint(arms, arm), title, label: `${what}, ${title}` }))}</figure>`;
      });
    return html`<h3>${what}</h3><div class="panels">${figures}</div>`;
  };
  const seed = seeds.length > 1 ? ` Seed ${seeds[0]!}.` : '';
  return html`<section><h2>How smooth the loss is</h2>
<p class="note">Range of the loss, and of the change of the gradient, along the gradient of a step (Santurkar et al. 2018). Narrow is smooth.${seed}</p>
${panels('Range of the loss', losses)}${panels('Range of the change of the gradient', gradients)}</section>`;
}

/** Sections of what happens along the training: the loss, its paired difference, and the other measures. */

import { plural } from '../../base/text/format.ts';
import type { Arm } from '../../events/events.ts';
import { factor, shortNumber } from '../document/numbers.ts';
import type { Bands, Group, Measure } from '../document/report-data.ts';
import { armTitle, capitalized, measureTitles, scoreText, titleOf } from '../document/words.ts';
import { tickText } from '../figures/axes.ts';
import { type CurvesFigure, drawCurves } from '../figures/curves.ts';
import { drawDifference } from '../figures/difference.ts';
import { armPaint, paint } from '../figures/paints.ts';
import { type AxisName, axisTitles, linesAlong, runLines } from './axes.ts';
import { dataBlock, html, type Markup, raw } from './markup.ts';
import { type ReadingKind, type Readings, readable } from './readings.ts';

type Size = Pick<CurvesFigure, 'width' | 'height' | 'narrow'>;

/** So few seeds are lines of their own. */
export const FEW_SEEDS = 3;
const [BROAD, NARROW] = [
  { width: 940, height: 330 },
  { width: 350, height: 300, narrow: true },
];

export function curvesOf(group: Group, id: string): Markup | '' {
  const { bands } = group;
  if (bands === null || !hasLossCurve(bands)) return '';
  return html`${lossSection(group, bands, id)}${differenceSection(group, bands)}${otherMeasures(group, bands)}`;
}

export function hasLossCurve({ of, loss }: Bands): boolean {
  return [...(of[loss]?.values() ?? [])].some(hasCurve);
}

/** A run that diverged at once has one value, which is no curve. */
function hasCurve(line: readonly { readonly median: number | null }[]): boolean {
  return line.filter(({ median }) => median !== null).length > 1;
}

function lossSection(group: Group, bands: Bands, id: string): Markup {
  const { loss } = bands;
  const axes = (['step', 'epoch', 'seconds'] as const).filter(
    axis => axis !== 'seconds' || [...bands.bySeconds.values()].every(line => line.length > 0),
  );
  return html`<section><h2>${capitalized(measureTitles[loss])}</h2>
<p class="note">${bandNote(group)}${isLogarithmic(bands, loss) ? ' The scale is logarithmic.' : ''}</p>
<div class="switch"><fieldset class="axes"><legend>Along</legend>${axes.map(
    (axis, n) =>
      html`<input type="radio" name="${id}-axis" id="${id}-${axis}" value="${axis}"${n === 0 && raw(' checked')}><label for="${id}-${axis}">${plurals[axis]}</label>`,
  )}</fieldset>
${axes.map(axis => html`<div data-axis="${axis}">${inBothSizes(size => lossFigure(group, bands, axis, size), readingsOf(group, bands, loss, axis))}${axis === 'seconds' && secondsNote(group)}</div>`)}</div></section>`;
}

const plurals: Readonly<Record<AxisName, string>> = { step: 'steps', epoch: 'epochs', seconds: 'seconds' };

function secondsNote({ seeds }: Group): Markup {
  const shared =
    seeds.length > 1 ? ' Several pairs shared the machine, so compare times by the measured cost of a step.' : '';
  return html`<p class="note">Training time, without evaluation, up to where all runs still train.${shared}</p>`;
}

/** The same figure for broad windows and for phones. Where style sheets are blocked, the first alone is shown. */
function inBothSizes(figure: (size: Size) => string, readings: Readings): Markup {
  return html`<figure><div class="broad">${raw(figure(BROAD))}</div><div class="narrow" hidden>${raw(figure(NARROW))}</div>${dataBlock(readings)}</figure>`;
}

export function lossFigure(group: Group, bands: Bands, axis: AxisName, size: Size): string {
  const { loss } = bands;
  const guess = group.start.guess?.loss;
  return drawCurves({
    ...common(group, bands, loss, axis),
    valueText: shortNumber,
    level: guess === undefined || guess === null ? null : { value: guess, name: `guessing ${shortNumber(guess)}` },
    mark: size.narrow ? null : markAlong(group, bands, axis),
    ...size,
  });
}

function common(group: Group, bands: Bands, measure: Measure, axis: AxisName) {
  const { arms, seeds } = group;
  const lines = linesAlong(bands, measure, axis).drawn;
  const title = titleOf(measure, group.start);
  const isLoss = isLossMeasure(measure);
  const ends = arms.map(arm => {
    const known = (lines.get(arm) ?? []).filter(({ median }) => median !== null);
    const text = (value: number | null | undefined) =>
      isLoss ? shortNumber(value) : scoreText(value, group.start.data);
    return `${armTitle(arm)} from ${text(known[0]?.median)} to ${text(known.at(-1)?.median)}`;
  });
  return {
    arms,
    lines,
    ...(seeds.length > 1 && seeds.length <= FEW_SEEDS ? { runs: runLines(group, measure, axis) } : {}),
    xTitle: axisTitles[axis],
    isLoss,
    label: `${capitalized(title)} by ${axisTitles[axis]}${seeds.length > 1 ? `, median of ${plural(seeds.length, 'seed')}` : ''}: ${ends.join('; ')}`,
  };
}

function readingsOf({ arms, seeds, start }: Group, bands: Bands, measure: Measure, axis: AxisName): Readings {
  const { x, read } = linesAlong(bands, measure, axis);
  const kind: ReadingKind = isLossMeasure(measure) ? 'loss' : start.data.metric === 'accuracy' ? 'accuracy' : 'score';
  const lines = arms.map(arm => {
    const points = read.get(arm) ?? [];
    const own = { name: armTitle(arm), color: paint(armPaint(arms, arm)), values: readable(points.map(p => p.median)) };
    if (seeds.length <= FEW_SEEDS) return own;
    return { ...own, low: readable(points.map(p => p.q25)), high: readable(points.map(p => p.q75)) };
  });
  return {
    title: `${titleOf(measure, start)} by ${axisTitles[axis]}`,
    axis,
    kind,
    x: readable(x, 6) as number[],
    lines,
  };
}

function isLossMeasure(measure: Measure): measure is Bands['loss'] {
  return measure === 'validationLoss' || measure === 'trainLoss';
}

function bandNote({ seeds }: Group): string {
  if (seeds.length === 1) return 'One seed.';
  if (seeds.length <= FEW_SEEDS) return `A line for each of ${plural(seeds.length, 'seed')}; the labels are medians.`;
  return `Line: median of ${plural(seeds.length, 'seed')}. Band: the middle half of the seeds, from the lower to the upper quartile.`;
}

function isLogarithmic(bands: Bands, measure: Measure): boolean {
  return [...(bands.of[measure]?.values() ?? [])].every(line => line.every(({ q25 }) => q25 === null || q25 > 0));
}

/** Where both arms came to the same loss; in seconds it is not known. */
function markAlong(
  { arms, claims, comparisons }: Group,
  { mark, of, loss }: Bands,
  axis: AxisName,
): NonNullable<CurvesFigure['mark']> | null {
  const [first, second] = arms;
  if (mark === null || axis === 'seconds' || first === undefined || second === undefined) return null;
  const [from, to] = [first, second].map(arm => (Object.hasOwn(mark.steps, arm) ? mark.steps[arm] : undefined));
  if (from === undefined || to === undefined || from === to) return null;
  const ratio = claims.find(({ claim }) => claim === 'faster')?.ratio ?? (comparisons.length > 0 ? from / to : null);
  if (ratio === null || !(ratio > 0) || Math.abs(Math.log(ratio)) < 0.005) return null;
  const last = of[loss]?.get(first)?.at(-1);
  const scale = axis === 'epoch' && last ? last.epoch / last.step : 1;
  const text = ratio > 1 ? `${factor(ratio)} fewer steps` : `${factor(1 / ratio)} the steps`;
  return { loss: mark.loss, from: from * scale, to: to * scale, text };
}

function differenceSection(group: Group, bands: Bands): Markup | '' {
  const [reference, ...others] = group.arms.map(armTitle);
  return html`${others.map((name, n) => {
    const arm = group.arms[n + 1]!;
    const draw = (size: Size) => differenceFigure(group, bands, arm, { ...size, height: 260 })!;
    if (differenceFigure(group, bands, arm, BROAD) === null) return '';
    return html`<section><h2>The difference, pair by pair</h2>
<p class="note">For each seed the ${measureTitles[bands.loss]} of ${name} less that of its own ${reference!}: same rows, same initial weights, same batches. Line: mean. Band: its 95 % interval at each evaluation.</p>
${inBothSizes(draw, differenceReadings(group, bands, arm))}</section>`;
  })}`;
}

/** Null for one seed. */
export function differenceFigure(group: Group, bands: Bands, arm: Arm, size: Size): string | null {
  const { arms } = group;
  const points = differencePoints(group, arm);
  if (points.length < 2) return null;
  const [name, reference] = [armTitle(arm), armTitle(arms[0]!)];
  return drawDifference({
    points,
    arm: { name, paint: armPaint(arms, arm) },
    reference: { name: reference, paint: armPaint(arms, arms[0]!) },
    xTitle: 'step',
    label: `Difference of ${measureTitles[bands.loss]}, ${name} less ${reference}, by step: from ${shortNumber(points[0]!.mean)} to ${shortNumber(points.at(-1)!.mean)}`,
    ...size,
  });
}

function differencePoints({ curves }: Group, arm: Arm) {
  const points = curves.flatMap(({ step, differences }) => {
    const own = Object.hasOwn(differences, arm) ? differences[arm]! : null;
    return own === null
      ? []
      : [{ x: step, mean: own.mean, low: own.t95?.low ?? own.mean, high: own.t95?.high ?? own.mean }];
  });
  return every(points);
}

function differenceReadings(group: Group, bands: Bands, arm: Arm): Readings {
  const points = differencePoints(group, arm);
  const [name, reference] = [armTitle(arm), armTitle(group.arms[0]!)];
  const line = {
    name: `${name} less ${reference}`,
    color: paint(armPaint(group.arms, arm)),
    values: readable(points.map(({ mean }) => mean)),
    low: readable(points.map(({ low }) => low)),
    high: readable(points.map(({ high }) => high)),
  };
  const title = `the difference of ${measureTitles[bands.loss]} by step`;
  return { title, axis: 'step', kind: 'difference', x: points.map(({ x }) => x), lines: [line] };
}

/** Few enough points to draw; ends are kept. */
function every<T>(points: readonly T[]): T[] {
  const size = Math.ceil(points.length / 300);
  return points.filter((_, n) => n % size === 0 || n === points.length - 1);
}

function otherMeasures(group: Group, bands: Bands): Markup | '' {
  const names = (['trainLoss', bands.loss === 'trainLoss' ? 'trainScore' : 'validationScore'] as const).filter(
    measure => measure !== bands.loss && [...(bands.of[measure]?.values() ?? [])].some(hasCurve),
  );
  if (names.length === 0) return '';
  const { data, guess } = group.start;
  const figures = names.map(measure => {
    const isLoss = measure === 'trainLoss';
    const figure = drawCurves({
      ...common(group, bands, measure, 'epoch'),
      valueText: isLoss ? shortNumber : value => scoreText(value, data),
      ...(!isLoss && data.metric === 'accuracy' ? { tickText: (value: number) => `${tickText(100 * value)} %` } : {}),
      level: isLoss || !Number.isFinite(guess?.score) ? null : { value: guess.score, name: 'guessing' },
      width: 400,
      height: 270,
      narrow: true,
    });
    return html`<figure><h3>${capitalized(titleOf(measure, group.start))}</h3>${raw(figure)}${dataBlock(readingsOf(group, bands, measure, 'epoch'))}</figure>`;
  });
  return html`<section><h2>${capitalized(names.map(measure => titleOf(measure, group.start)).join(' and '))}</h2>
<p class="note">${bandNote(group)}${names.includes('trainLoss') && ' Training loss is the mean over the steps of an epoch, while the network changes.'}</p><div class="pair">${figures}</div></section>`;
}

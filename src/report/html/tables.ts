/** Tables of a group: every seed, and the loss by epoch. They are the text of what the figures show. */

import type { Arm } from '../../events/events.ts';
import { bestOf } from '../document/key-figures.ts';
import { fixedNumber } from '../document/numbers.ts';
import type { BandPoint, Bands, Group, Run } from '../document/report-data.ts';
import { armTitle, capitalized, measureTitles, scoreName, scoreText } from '../document/words.ts';
import { type Hole, html, type Markup } from './markup.ts';

/** More rows are left out, and said to be. */
const MAX_ROWS = 400;

/** Each scrolls by itself, and is no landmark: a page may have many of the same name. Cells of `sentences` are wrapped. */
export function table(
  caption: string,
  heading: readonly string[],
  rows: readonly (readonly Hole[])[],
  cells: 'numbers' | 'sentences' = 'numbers',
): Markup {
  const shown = rows.slice(0, MAX_ROWS);
  const rest = rows.length - shown.length;
  return html`<div class="wide" role="group" aria-label="${caption}" tabindex="0"><table class="${cells}">
<thead><tr>${heading.map(text => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${shown.map(([first, ...others]) => html`<tr><th scope="row">${first!}</th>${others.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>${rest > 0 && html`<p class="note">${rest} more are left out.</p>`}`;
}

/** `hasEpochs` adds the loss by epoch. */
export function seedsTable(group: Group, hasEpochs: boolean): Markup | '' {
  const { arms, seeds, runs, claims, bands, start, sweep } = group;
  if (sweep !== null || bands === null) return '';
  const validates = bands.loss === 'validationLoss';
  const loss = validates ? 'best loss' : 'training loss';
  const hasPairs = arms.length === 2;
  const faster = claims.find(({ claim }) => claim === 'faster');
  const steps = faster?.pairs ?? [];
  const named = (what: string) => arms.map(arm => (arms.length === 1 ? what : `${what}, ${armTitle(arm)}`));
  const heading = [
    'seed',
    ...named(loss),
    ...(hasPairs ? ['difference'] : []),
    ...(validates ? named(scoreName(start.data)) : []),
    ...(steps.length > 0 ? ['steps to the target, baseline', 'steps to the target, batch norm'] : []),
  ];
  const rows = seeds.map(seed => {
    const own = arms.map(arm => runs.find(run => run.seed === seed && run.arm === arm && (run.part ?? 1) === 1));
    const losses = own.map(run => (run === undefined ? null : lossOf(group, run, validates)));
    const [first, second] = losses;
    const hasDiverged = own.some(run => run?.result?.diverged);
    const difference = hasDiverged || first === null || second === null ? null : second! - first!;
    const claimed = steps.find(pair => pair.seed === seed);
    return [
      String(seed),
      ...losses.map((value, n) => (own[n]?.result?.diverged ? 'diverged' : fixedNumber(value, 4))),
      ...(hasPairs ? [fixedNumber(difference, 4)] : []),
      ...(validates ? own.map(run => scoreText(run && bestOf(group, run)?.validationScore, start.data)) : []),
      ...(steps.length > 0 ? [stepsText(claimed?.baseline), stepsText(claimed?.batchnorm)] : []),
    ];
  });
  return html`<section><h2>${seeds.length === 1 ? 'In numbers' : 'Every seed'}</h2>
${steps.length > 0 && html`<p class="note">The target is a loss that both arms of a pair come near.${steps.some(({ baseline, batchnorm }) => baseline.reached === false || batchnorm.reached === false) && ' ≥ means that it was not reached.'}</p>`}
${table(seeds.length === 1 ? 'Results' : 'Every seed', heading, rows)}${hasEpochs && byEpoch(group, bands)}</section>`;
}

function lossOf(group: Group, run: Run, validates: boolean): number | null {
  return (validates ? bestOf(group, run)?.validationLoss : run.points.at(-1)?.trainLoss) ?? null;
}

function stepsText(arm: { readonly steps?: number; readonly reached?: boolean } | undefined): string {
  if (arm?.steps === undefined) return '–';
  return `${arm.reached === false ? '≥ ' : ''}${arm.steps}`;
}

function byEpoch({ arms, seeds }: Group, bands: Bands): Markup | '' {
  const lines = bands.of[bands.loss];
  if (lines === undefined) return '';
  const line = (arm: Arm): readonly BandPoint[] => lines.get(arm) ?? [];
  const longest = arms.map(line).reduce((a, b) => (b.length > a.length ? b : a));
  const size = Math.ceil(longest.length / 100);
  const points = longest.flatMap(({ epoch, step }, n) =>
    n % size === 0 || n === longest.length - 1 ? [{ epoch, step, n }] : [],
  );
  const name = `${seeds.length > 1 ? 'Median ' : ''}${measureTitles[bands.loss]} by epoch`;
  const rows = points.map(({ epoch, step, n }) => [
    String(epoch),
    String(step),
    ...arms.map(arm => fixedNumber(line(arm)[n]?.median, 4)),
  ]);
  return html`<details><summary>${capitalized(name)}</summary>${table(name, ['epoch', 'step', ...arms.map(armTitle)], rows)}</details>`;
}

/** The beginning of a group: what was run, the verdict, and the key figures. */

import { list, plural } from '../../base/text/format.ts';
import { intervalText, type KeyFigure, keyFiguresOf } from '../document/key-figures.ts';
import type { Group } from '../document/report-data.ts';
import { type Piece, verdictOf } from '../document/verdict.ts';
import { armTitle, capitalized, cellText, fileName, networkText, settingWords } from '../document/words.ts';
import { signedTick, tickText } from '../figures/axes.ts';
import { drawDots } from '../figures/dots.ts';
import { armPaint } from '../figures/paints.ts';
import { html, type Markup, raw } from './markup.ts';

/** Of one group the headline is that of the page. */
export function headOf(group: Group, isOnly: boolean, title: string | null): Markup {
  const { headline, lead } = verdictOf(group);
  const words = headline.map(piece => pieceOf(group, piece));
  const heading = isOnly && title === null ? html`<h1>${words}</h1>` : html`<h2 class="title">${words}</h2>`;
  const named = title === null || !isOnly ? '' : html`<h1>${title}</h1>`;
  return html`<p class="what">${whatWasRun(group)}</p>
${named}${heading}
<div class="lead">${lead.map(sentence => html`<p>${sentence}</p>`)}</div>
${keyFigures(group)}`;
}

export function whatWasRun(group: Group): string {
  const { start, seeds, differs } = group;
  const { data, config } = start;
  const asked = Math.max(config.seeds ?? 1, seeds.length);
  const count = seeds.length < asked ? `${seeds.length} of ${plural(asked, 'seed')}` : plural(seeds.length, 'seed');
  const files =
    data.paths.length > 1
      ? `${fileName(data.paths[0]!)} and ${data.paths.length - 1} more`
      : fileName(data.paths[0] ?? '');
  const own = Object.entries(differs).filter(([key]) => !shownAlready.has(key));
  const shown = own.slice(0, MAX_DIFFERENCES).map(([key, value]) => cellText({ [key]: value }));
  return [files, shortened(data.target), networkText(group), count, ...shown, sweepText(group)]
    .filter(Boolean)
    .join(' · ');
}

/** "a sweep of learning rate and init scale" */
function sweepText({ sweep }: Group): string {
  const names = sweep?.axes.map(({ name }) => settingWords(name)) ?? [];
  return names.length === 0 ? '' : `a sweep of ${list(names, names.length)}`;
}

/** A name that would fill the page. */
function shortened(name: string): string {
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME)}…`;
}

/** Settings that the other facts of the line tell. */
const shownAlready = new Set(['target', 'layers', 'activation', 'init']);
const MAX_DIFFERENCES = 3;
const MAX_NAME = 80;

function pieceOf({ arms }: Group, piece: Piece): Markup | string {
  return typeof piece === 'string' ? piece : html`<span class="${armPaint(arms, piece.arm)}">${piece.text}</span>`;
}

function keyFigures(group: Group): Markup | '' {
  const figures = keyFiguresOf(group);
  if (figures.length === 0) return '';
  const note = `${capitalized(armTitle(group.arms[1]!))} against its ${armTitle(group.arms[0]!)}${group.seeds.length > 1 ? '. A dot for each seed, the mean with its interval.' : '.'}`;
  return html`<p class="note above">${note}</p><dl class="key">${figures.map(
    figure =>
      html`<div><dt>${figure.title}</dt><dd class="big">${figure.text}</dd><dd class="small">${intervalText(figure, group.seeds.length)}</dd>${dots(group, figure)}</div>`,
  )}</dl>`;
}

function dots({ arms, seeds }: Group, figure: KeyFigure): Markup | '' {
  const { values, estimate, interval, isRatio, isHigherSecond, format } = figure;
  if (values.length < 2) return '';
  const neutral = isRatio ? 1 : 0;
  const [first, second] = arms.map(arm => armPaint(arms, arm)) as [
    ReturnType<typeof armPaint>,
    ReturnType<typeof armPaint>,
  ];
  const favours = (value: number) => (value === neutral ? 'soft' : value > neutral === isHigherSecond ? second : first);
  const svg = drawDots({
    dots: values.map(({ value, isBound }) => ({ value, isBound, paint: favours(value) })),
    estimate,
    interval,
    neutral,
    isRatio,
    tick: isRatio ? value => `${tickText(value)}×` : signedTick,
    label: `${figure.title}: ${figure.text}, ${intervalText(figure, seeds.length)}; each seed: ${values.map(({ value }) => format(value)).join(', ')}`,
  });
  return html`<dd>${raw(svg)}</dd>`;
}

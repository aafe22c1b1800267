/** What the library drew, as text: without what a page needs not, rounded, and silent but for its label. */

import { clean } from '../document/words.ts';
import type { Scale } from './axes.ts';
import type { Drawn } from './library.ts';
import { paint } from './paints.ts';

/** Attributes of positions. Texts are spared. */
const POSITION = /(?<= (?:d|x|y|x1|y1|x2|y2|cx|cy|r|width|height|points|transform)=")[^"]*/g;

/** Where values are in a figure: what a page needs to read them off. */
export interface PlottedAxis extends Pick<Scale, 'type' | 'domain'> {
  /** Of the ends of the domain, in pixels. */
  readonly range: readonly [from: number, to: number];
}

/** Style attributes would be refused by the policy of a page. */
export function asSvg(
  drawn: Drawn,
  label: string,
  fontSize: number,
  axes: Readonly<Record<string, PlottedAxis>> = {},
): string {
  for (const style of drawn.querySelectorAll('style')) style.remove();
  for (const each of [drawn, ...drawn.querySelectorAll('*')]) {
    for (const name of ['class', 'aria-label', 'aria-hidden', 'aria-description']) each.removeAttribute(name);
  }
  drawn.removeAttribute('style');
  drawn.setAttribute('fill', paint('soft'));
  drawn.setAttribute('font-family', 'system-ui,sans-serif');
  drawn.setAttribute('font-size', String(fontSize));
  drawn.setAttribute('role', 'img');
  drawn.setAttribute('aria-label', clean(label));
  for (const [name, { type, domain, range }] of Object.entries(axes)) {
    drawn.setAttribute(
      `data-${name}`,
      [...domain.map(each => each.toPrecision(6)), ...range, type === 'log' ? 1 : 0].join(' '),
    );
  }
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return drawn.outerHTML
    .replaceAll(POSITION, text => text.replaceAll(/-?\d+\.\d+(?:e-?\d+)?/g, rounded))
    .replaceAll(/<text[^>]*\/>|<text[^>]*><\/text>/g, '')
    .replaceAll(/ transform="translate\(0,0\)"/g, '')
    .replaceAll(' />', '/>');
}

function rounded(number: string): string {
  return String(Math.round(10 * Number(number)) / 10);
}

/** A figure at a place within another, whose font and label it takes. */
export function placed(svg: string, x: number, y: number): string {
  const bare = [' font-family', ' role', ' aria-label', ' data-x', ' data-y', ' xmlns'].reduce(
    (text, name) => text.replace(new RegExp(`^(<svg[^>]*?)${name}="[^"]*"`), '$1'),
    svg,
  );
  return bare.replace('<svg', `<svg x="${x}" y="${y}" overflow="visible"`);
}

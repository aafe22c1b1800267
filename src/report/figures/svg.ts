/** What the library drew, as text: without what a page needs not, rounded, and silent but for its label. */

import { clean } from '../document/words.ts';
import type { Drawn } from './library.ts';
import { paint } from './paints.ts';

/** Attributes of positions. Texts are spared. */
const POSITION = /(?<= (?:d|x|y|x1|y1|x2|y2|cx|cy|r|width|height|points|transform)=")[^"]*/g;

/** Style attributes would be refused by the policy of a page. */
export function asSvg(drawn: Drawn, label: string, fontSize: number): string {
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

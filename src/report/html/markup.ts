/** HTML as a value of its own, so that no text becomes markup: a template escapes each hole that is not markup already. */

import { clean } from '../document/words.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Hole = Markup | string | number | null | false | readonly Hole[];

export function html(texts: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  return new Markup(texts.map((text, n) => (n === 0 ? text : inHole(holes[n - 1]!) + text)).join(''));
}

function inHole(hole: Hole): string {
  if (hole instanceof Markup) return hole.text;
  if (hole === null || hole === false) return '';
  if (typeof hole === 'object') return hole.map(inHole).join('');
  return escaped(String(hole));
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return clean(text).replaceAll(/[&<>"']/g, sign => signs[sign]!);
}

/** Markup of this program: a figure, or a style sheet. */
export function raw(text: string): Markup {
  return new Markup(text);
}

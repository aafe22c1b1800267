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

/** Data for the script of a page. No text in it ends the element, or begins a comment. */
export function dataBlock(value: unknown): Markup {
  const json = JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Markup(`<script type="application/json">${json}</script>`);
}

/** Markup of this program: a figure, a style sheet, or a script. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/**
 * Columns named by a setting, as in `id,3,8-,age..income,p*`. Items are separated by commas; each is, in this
 * order, an exact name, a position from 1, a range of positions (`2-5`, `5-` to the last), a range of names
 * (`age..income`, both included) or a pattern with * and ?. In double quotes it is a name and nothing else, and may hold
 * commas; a quote inside is written twice.
 */

import { UserError } from '../../base/errors.ts';
import { plural, printable } from '../../base/text/format.ts';
import { globMatcher, isGlob } from '../../base/text/glob.ts';
import { columnHint } from '../../base/text/nearest-name.ts';

/**
 * Indices of the columns that are meant, sorted, each once. The items of a list are used as they are: commas do not divide
 * them, and quotes belong to the name. Throws UserError, which begins with
 * `setting`, for items that are empty, or that no column answers to.
 */
export function selectColumns(setting: string, text: string | readonly string[], names: readonly string[]): number[] {
  const items =
    typeof text === 'string' ? parseItems(setting, text) : text.map(item => ({ text: item, quoted: false }));
  const chosen = new Set<number>();
  for (const item of items) for (const index of meant(setting, item, names)) chosen.add(index);
  return [...chosen].sort((a, b) => a - b);
}

interface Item {
  text: string;
  quoted: boolean;
}

/** A quoted name or whatever has no comma, up to the next comma or the end. */
const ITEM = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(,|$)/y;

function parseItems(setting: string, text: string): Item[] {
  const items: Item[] = [];
  ITEM.lastIndex = 0;
  for (let comma = ','; comma === ','; ) {
    // The second alternative takes whatever the first does not, so there is always a match.
    const [, quoted, bare, end] = ITEM.exec(text)!;
    if (bare?.startsWith('"')) {
      throw new UserError(
        `${setting}: ${printable(bare)} starts with a quote; a name in quotes ends with one and is followed by a comma or nothing`,
      );
    }
    const item = quoted === undefined ? bare!.trim() : quoted.replaceAll('""', '"');
    if (item === '' && quoted === undefined) {
      throw new UserError(`${setting}: an item is empty in '${printable(text)}'; names or positions are expected`);
    }
    items.push({ text: item, quoted: quoted !== undefined });
    comma = end!;
  }
  return items;
}

function meant(setting: string, { text, quoted }: Item, names: readonly string[]): number[] {
  const named = names.indexOf(text);
  if (named >= 0) return [named];
  if (!quoted) {
    const range = positions(setting, text, names.length) ?? rangeOfNames(setting, text, names);
    if (range !== null) return range;
    if (isGlob(text)) {
      const matches = globMatcher(text);
      const found = names.flatMap((name, index) => (matches(name) ? [index] : []));
      if (found.length > 0) return found;
    }
  }
  const what = !quoted && isGlob(text) ? 'no column matches' : 'there is no column';
  throw new UserError(`${setting}: ${what} '${printable(text)}'; ${columnHint(text, names)}`);
}

function positions(setting: string, text: string, columns: number): number[] | null {
  const parts = /^(\d+)(?:\s*(-)\s*(\d*))?$/.exec(text);
  if (parts === null) return null;
  const first = Number(parts[1]);
  const last = parts[2] === undefined ? first : parts[3] === '' ? columns : Number(parts[3]);
  const outside = [first, last].find(position => position < 1 || position > columns);
  if (outside !== undefined) {
    throw new UserError(
      `${setting}: there is no column ${outside}; the table has ${plural(columns, 'column')}, from 1`,
    );
  }
  return span(setting, text, first - 1, last - 1, `${last}-${first}`);
}

function rangeOfNames(setting: string, text: string, names: readonly string[]): number[] | null {
  // Names may hold points themselves, so each '..' can be the one that parts them.
  for (let at = text.indexOf('..'); at >= 0; at = text.indexOf('..', at + 1)) {
    const from = text.slice(0, at).trim();
    const to = text.slice(at + 2).trim();
    const first = names.indexOf(from);
    const last = names.indexOf(to);
    if (first >= 0 && last >= 0) return span(setting, text, first, last, `${to}..${from}`);
    const missing = first >= 0 ? to : last >= 0 ? from : null;
    if (missing !== null && missing !== '') {
      throw new UserError(
        `${setting}: there is no column '${printable(missing)}' for the range '${printable(text)}'; ${columnHint(missing, names)}`,
      );
    }
  }
  return null;
}

function span(setting: string, text: string, first: number, last: number, turned: string): number[] {
  if (first > last) {
    throw new UserError(`${setting}: the range '${printable(text)}' runs backwards; write ${printable(turned)}`);
  }
  return Array.from({ length: last - first + 1 }, (_, step) => first + step);
}

/** A name as an item: in quotes where a comma would divide it. */
export function itemOf(name: string): string {
  const shown = printable(name);
  return /^"|,/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

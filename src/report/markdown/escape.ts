/**
 * Text in GitHub Flavored Markdown (https://github.github.com/gfm) that is shown as it is: no markup, no HTML, no link, no mention.
 * Control characters and what reorders text are spelled out.
 */

import { printable, shownName } from '../../base/text/format.ts';

/** A name from a file: as code, in which nothing has a meaning. A bar, which would end a cell of a table, is spelled \x7c. */
export function code(name: string): string {
  const text = shownName(name).replaceAll('|', '\\x7c');
  if (text.trim() === '') return `(${text === '' ? 'empty' : 'blank'})`;
  const fence = '`'.repeat(longestRun(text) + 1);
  const gap = /^[ `]|[ `]$/.test(text) ? ' ' : '';
  return `${fence}${gap}${text}${gap}${fence}`;
}

/** A name that needs no code if it consists of letters, digits and spaces. */
export function name(text: string): string {
  return /^[a-z\d]+( [a-z\d]+)*$/i.test(text) ? text : code(text);
}

/**
 * What has a meaning within a line. A backslash removes it from the first group. The second group is of what GitHub looks for in
 * the text of a page that is already made, where it becomes a mention, an issue, a link, a picture or a formula; as code it
 * does not.
 */
const MARKUP = /([\\*_[\]|~]|[<&](?=\S))|((?:[@$]|#(?=\w)|:(?=\S)|(?<=www)\.)+)|(`)/gi;

/** A part of a line, such as the cell of a table. */
export function inline(text: string): string {
  return printable(text).replaceAll(MARKUP, (_, mark?: string, found?: string) => {
    if (mark !== undefined) return `\\${mark}`;
    return found === undefined ? '&#96;' : `\`${found}\``;
  });
}

/** A line of its own, which is no heading, list, quotation or rule. */
export function line(text: string): string {
  return inline(text.trim())
    .replace(/^[#>+=-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** Lines as code. `language` is one that Markdown knows, or `text`. */
export function fenced(text: string, language: 'text' | 'sh'): string {
  const lines = text.split('\n').map(printable).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(lines) + 1));
  return `${fence}${language}\n${lines}\n${fence}`;
}

/** Of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

/**
 * The words of a condition: numbers, texts in single or double quotes, names of columns (bare, in `backticks` or in
 * [brackets]), and signs. A quote inside quotes is written twice. Keywords are bare words; the parser knows them by where
 * they stand.
 */

import { UserError } from '../../../base/errors.ts';
import { printable } from '../../../base/text/format.ts';

export type TokenKind = 'number' | 'text' | 'name' | 'word' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A text or name without its quotes; anything else as it is written. */
  readonly text: string;
  /** Where it starts, in code units from 0. */
  readonly at: number;
  /** As it is written, for messages. */
  readonly written: string;
}

/** Code units that messages show on either side of a mistake. */
const NEAR = 60;

const SPACE = /\s*/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{M}\p{N}_.])/uy;
const WORD = /[\p{L}\p{N}_.][\p{L}\p{M}\p{N}_.]*/uy;
const SIGN = /<=|>=|<>|!=|==|[=<>+\-*/%(),]/y;

/** What opens a text or name, and what closes it. */
const quotes: Readonly<Record<string, { close: string; kind: TokenKind }>> = {
  "'": { close: "'", kind: 'text' },
  '"': { close: '"', kind: 'text' },
  '`': { close: '`', kind: 'name' },
  '[': { close: ']', kind: 'name' },
};

/** All tokens of the text, `end` last. Throws UserError for characters that start none, and quotes never closed. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    at += match(SPACE, text, at)!.length;
    if (at === text.length) break;
    const token = quoted(text, at) ?? plain(text, at);
    tokens.push(token);
    at += token.written.length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length, written: '' });
  return tokens;
}

/** An error at a place: "--where: expected a value at character 7, got 'and': age > and 5". */
export function syntaxError(text: string, at: number, what: string, got?: string): UserError {
  // Characters as people count them: a letter outside the basic plane is one.
  const character = [...text.slice(0, at)].length + 1;
  const found = got === undefined ? '' : got === '' ? ', got the end' : `, got '${printable(got)}'`;
  return new UserError(`⟪where⟫: ${what} at character ${character}${found}: ${printable(around(text, at))}`);
}

/** The text, or of a long one what is near the place. */
function around(text: string, at: number): string {
  const begin = Math.max(0, at - NEAR);
  const end = Math.min(text.length, at + NEAR);
  return `${begin > 0 ? '…' : ''}${text.slice(begin, end)}${end < text.length ? '…' : ''}`;
}

function plain(text: string, at: number): Token {
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['word', WORD],
    ['sign', SIGN],
  ] as const) {
    const written = match(pattern, text, at);
    if (written !== null) return { kind, text: written, at, written };
  }
  const character = String.fromCodePoint(text.codePointAt(at)!);
  throw syntaxError(text, at, 'expected a name, number, text in quotes or sign', character);
}

function quoted(text: string, at: number): Token | null {
  const quote = quotes[text[at]!];
  if (quote === undefined) return null;
  let end = at + 1;
  for (; ; end++) {
    if (end >= text.length) throw syntaxError(text, at, `${text[at]} is never closed by ${quote.close}, opened`);
    if (text[end] !== quote.close) continue;
    if (text[end + 1] !== quote.close) break;
    end++;
  }
  const inner = text.slice(at + 1, end).replaceAll(quote.close + quote.close, quote.close);
  return { kind: quote.kind, text: inner, at, written: text.slice(at, end + 1) };
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

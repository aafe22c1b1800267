/** The stream that progress bars are drawn on. Their lines are cut to its width by columns, so that colours take none. */

import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from './width.ts';

/** Colours and other signals to the terminal, and characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes begin with one
const TOKENS = /\u001B\[[\d;?]*[A-Za-z]|./gsu;
/** cli-progress cuts lines by characters, and counts those of colours. */
const UNCUT = 1e6;

/** What cli-progress needs of a terminal. */
export function barStream(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string) => stream.write(text.includes('\n') ? text : cut(text, stream.columns || 80));
  return { isTTY: true, columns: UNCUT, write } as unknown as NodeJS.WriteStream;
}

/** The text up to the width, and all its colours. */
export function cut(text: string, width: number): string {
  if (columnsOf(stripVTControlCharacters(text)) <= width) return text;
  let columns = 0;
  const kept = (text.match(TOKENS) ?? []).filter(token => {
    if (token.startsWith('\u001B')) return true;
    columns += columnsOf(token);
    return columns <= width;
  });
  return kept.join('');
}

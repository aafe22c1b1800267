/** What the streams and the environment say about how to write. */

import chalk, { Chalk, chalkStderr } from 'chalk';
import type { Style } from '../report/style.ts';
import { flagName } from './flag-names.ts';

/** Where the width is unknown. */
const DEFAULT_WIDTH = 80;
/** Longer lines are hard to read, however wide the terminal. */
const MAX_WIDTH = 160;

/**
 * NO_COLOR (https://no-color.org) is looked at here because chalk does not; FORCE_COLOR outdoes it, and --no-color
 * everything. TERM=dumb and streams that are no terminal have no colour by chalk's own rules.
 */
export function detectStyle(
  stream: NodeJS.WriteStream,
  options: { readonly color?: boolean },
  env = process.env,
): Style {
  const refused = options.color === false || (Boolean(env.NO_COLOR) && !env.FORCE_COLOR);
  const color = refused ? new Chalk({ level: 0 }) : stream === process.stderr ? chalkStderr : chalk;
  const width = Math.min(stream.isTTY ? stream.columns || DEFAULT_WIDTH : DEFAULT_WIDTH, MAX_WIDTH);
  return { width, unicode: showsUnicode(env), color, settingName: flagName };
}

/** Bars need a terminal that can move its cursor. */
export function canDrawBars(stream: NodeJS.WriteStream, env = process.env): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** By the locale, in the order in which POSIX looks; the Linux console says UTF-8 and has no Braille. */
function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === 'win32') return Boolean(env.WT_SESSION) || env.TERM_PROGRAM === 'vscode';
  if (env.TERM === 'linux' || env.TERM === 'dumb') return false;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

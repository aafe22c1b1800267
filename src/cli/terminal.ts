/** Detects how to write, from the streams and the environment. */

import chalk, { Chalk, chalkStderr } from 'chalk';
import type { Style } from '../report/style.ts';
import { flagName } from './flag-names.ts';
import { streamWidth } from './stream-width.ts';

/** Max width: longer lines are hard to read. */
const MAX_WIDTH = 160;

/**
 * NO_COLOR (https://no-color.org) is handled here because chalk ignores it. FORCE_COLOR overrides it, and --no-color
 * overrides both. chalk itself omits colour for TERM=dumb and streams that are no terminal.
 */
export function detectStyle(
  stream: NodeJS.WriteStream,
  options: { readonly color?: boolean },
  env = process.env,
): Style {
  const refused = options.color === false || (Boolean(env.NO_COLOR) && !env.FORCE_COLOR);
  const color = refused ? new Chalk({ level: 0 }) : stream === process.stderr ? chalkStderr : chalk;
  const width = streamWidth(stream, MAX_WIDTH, env);
  return { width, unicode: showsUnicode(env), color, settingName: flagName };
}

/** Bars need a terminal that can move its cursor. */
export function canDrawBars(stream: NodeJS.WriteStream, env = process.env): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Decides by the locale, in the order of POSIX. The Linux console reports UTF-8 but has no Braille. */
function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === 'win32') return Boolean(env.WT_SESSION) || env.TERM_PROGRAM === 'vscode';
  if (env.TERM === 'linux' || env.TERM === 'dumb') return false;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

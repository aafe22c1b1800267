/** Opens a file in the program that the user's system has for it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Warn } from '../base/warn.ts';

const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer.exe' };

/** Some browsers run on in the place of the opener. */
const MAX_MILLISECONDS = 2000;

/** Warns if it cannot be opened. */
export async function openInBrowser(path: string, warn: Warn): Promise<void> {
  const opener = openers[process.platform] ?? 'xdg-open';
  const child = spawn(opener, [resolve(path)], { stdio: 'ignore', detached: true });
  const why = await problemOf(child);
  child.unref();
  if (why !== null) warn(`⟪open⟫: ${opener} ${why}; open ${path} yourself`, 'not-opened');
}

/** Null if it opens the file, or still runs. The Explorer's exit codes say nothing. */
function problemOf(child: ChildProcess): Promise<string | null> {
  return new Promise(done => {
    const timer = setTimeout(done, MAX_MILLISECONDS, null);
    const end = (why: string | null) => {
      clearTimeout(timer);
      done(why);
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? 'is not installed' : error.message),
    );
    child.once('exit', code =>
      end(code === 0 || code === null || process.platform === 'win32' ? null : `ended with exit code ${code}`),
    );
  });
}

/** The password of a PostgreSQL server that the URL does not have: PGPASSWORD, or a line of PGPASSFILE as libpq reads it. */

import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../base/errors.ts';

const BY_OTHERS = 0o077;

/** The parts of a line before its password. */
export type Login = readonly [host: string, port: number, database: string, user: string];

/** Undefined if there is none. Throws UserError for a file that cannot be used. */
export function findPassword(login: Login, env = process.env): string | undefined {
  if (env.PGPASSWORD !== undefined) return env.PGPASSWORD;
  const path = env.PGPASSFILE ?? join(homedir(), '.pgpass');
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined && env.PGPASSFILE === undefined) return undefined;
  if (!stat?.isFile()) throw new UserError(`PGPASSFILE: ${path}: there is no such file`);
  if (process.platform !== 'win32' && (stat.mode & BY_OTHERS) !== 0) {
    throw new UserError(`PGPASSFILE: ${path}: other users can read the passwords in it; chmod 600 ends that`);
  }
  const wanted = login.map(String);
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    // A colon or a backslash in a part is written behind a backslash.
    const found = (line.startsWith('#') ? '' : line).matchAll(/((?:\\.|[^\\:])*)(?::|$)/g);
    const parts = [...found].slice(0, 5).map(([, part]) => part!.replaceAll(/\\(.)/g, '$1'));
    if (parts.length === 5 && wanted.every((part, n) => parts[n] === '*' || parts[n] === part)) return parts[4];
  }
  return undefined;
}

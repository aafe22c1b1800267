/** The reason why a directory cannot be written to, to be put after its name. */

import { UserError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'is full',
  EDQUOT: 'is full: the quota is used up',
  EFBIG: 'takes no file that large',
  EROFS: 'is read-only',
  EACCES: 'may not be written to',
  EPERM: 'may not be written to',
  ENOTDIR: 'is not a directory',
  EEXIST: 'is not a directory',
  ENOENT: 'cannot be made',
  ENOTOWN: 'can be written to by other users',
};

/** The reason from a system error or a UserError. Throws any other error, which is a bug. */
export function whyNot(error: unknown): string {
  if (error instanceof UserError) return `does not take it: ${error.message}`;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return reasons[code] ?? `cannot be written to: ${message}`;
}

/** Why a directory cannot be written to, in words that go behind its name. */

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
};

/** Of errors of the system, and of UserError. Throws any other error, which is a bug. */
export function whyNot(error: unknown): string {
  if (error instanceof UserError) return `does not take it: ${error.message}`;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return reasons[code] ?? `cannot be written to: ${message}`;
}

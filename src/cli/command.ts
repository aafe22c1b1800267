/** Shared by all commands: what they are called with, exit codes, and errors as messages. */

import { UserError } from '../base/errors.ts';
import { printable } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import type { GivenSettings } from '../settings/config.ts';
import { withFlags } from './flag-names.ts';
import type { FlagValues } from './flags.ts';

export const exitCodes = {
  done: 0,
  /** A bug in the program, or a failed check of the program. */
  failed: 1,
  /** A mistake of the user: a file, a flag or a setting that cannot be used. */
  userError: 2,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** The arguments, flags and settings of a call. */
export interface Invocation {
  /** The arguments, in order. */
  readonly args: readonly string[];
  readonly flags: FlagValues;
  /** Settings of the config file and of flags; flags win. */
  readonly given: GivenSettings;
}

/** The message for an error, and the exit code. */
export function explain(error: unknown): { text: string; code: number } {
  if (error instanceof UserError) {
    return { text: `bntrain: ${printable(withFlags(error.message))}\n`, code: exitCodes.userError };
  }
  const stack = error instanceof Error ? error.stack : String(error);
  const where = `bntrain ${version}, Node ${process.versions.node}, ${process.platform}`;
  const text = `${where}: this is a bug in bntrain.\nPlease report it with the command and these lines:\n${stack}\n`;
  return { text, code: exitCodes.failed };
}

/** Shared by all commands: what they are called with, exit codes, and errors as messages. */

import { BadOutcome, type ErrorCode, FailedCheck, FailedRuns, SystemError, UserError } from '../base/errors.ts';
import { printableMessage } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import type { ErrorEvent } from '../events/events.ts';
import type { GivenSettings } from '../settings/config.ts';
import { withFlags } from './flag-names.ts';
import type { FlagValues } from './flags.ts';
import { withoutPasswords } from './passwords.ts';
import { Interrupted } from './signals.ts';
import { lackOfSystem, withAddressSpace } from './system-limits.ts';

/** A signal adds 128 and its number: 130 for Ctrl-C. */
export const exitCodes = {
  done: 0,
  /** A bug in the program, or a failed check of the program. */
  failed: 1,
  /** A mistake of the user: a file, a flag or a setting that cannot be used. */
  userError: 2,
  /** The command worked, but its result is bad: training diverged, or a score is too low. */
  badOutcome: 3,
} as const;

/** The arguments, flags and settings of a call. */
export interface Invocation {
  /** The arguments, in order. */
  readonly args: readonly string[];
  readonly flags: FlagValues;
  /** Settings of the config file and of flags; flags win. */
  readonly given: GivenSettings;
}

/** A command line that cannot be parsed. */
export class UsageError extends UserError {
  override name = 'UsageError';

  override get code(): ErrorCode {
    return 'usage';
  }
}

/** The message for an error, and its event, which has the exit code. */
export function explain(error: unknown): { text: string; event: ErrorEvent } {
  if (error instanceof Interrupted) {
    const { message, exitCode } = error;
    return { text: '', event: { event: 'error', code: 'interrupted', message, exitCode } };
  }
  if (isKnown(error)) {
    const lacks = error.code === 'out-of-memory' ? withAddressSpace(error.message) : error.message;
    const message = withoutPasswords(withFlags(lacks));
    const exitCode = exitCodeOf(error);
    return {
      text: `bntrain: ${printableMessage(message)}\n`,
      event: { event: 'error', code: error.code, message, exitCode },
    };
  }
  const lack = lackOfSystem(error);
  if (lack !== null) return explain(new SystemError(lack));
  const stack = withoutPasswords((error instanceof Error ? error.stack : undefined) ?? String(error));
  const where = `bntrain ${version}, Node ${process.versions.node}, ${process.platform}`;
  const text = `${where}: this is a bug in bntrain.\nPlease report it with the command and these lines:\n${stack}\n`;
  const message = withoutPasswords(error instanceof Error ? error.message : String(error));
  return { text, event: { event: 'error', code: 'bug', message, exitCode: exitCodes.failed } };
}

type Known = UserError | BadOutcome | FailedCheck | FailedRuns;

function isKnown(error: unknown): error is Known {
  return [UserError, BadOutcome, FailedCheck, FailedRuns].some(kind => error instanceof kind);
}

function exitCodeOf(error: Known): number {
  if (error instanceof FailedCheck || error instanceof FailedRuns) return exitCodes.failed;
  return error instanceof UserError ? exitCodes.userError : exitCodes.badOutcome;
}

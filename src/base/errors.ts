import { byteSize, plural } from './text/format.ts';

/** The kinds of failures, for programs. */
export const errorCodes = {
  usage: 'the command line cannot be parsed',
  setting: 'a setting cannot be used',
  input: 'a file cannot be used',
  system: 'the system does not give what is needed, such as threads or open files',
  'out-of-memory': 'there is not enough memory',
  diverged: 'training diverged in all arms',
  score: 'the score is below `⟪failUnder⟫`',
  bits: 'two results of the same run differ',
  runs: 'runs on other machines failed',
  interrupted: 'a signal ended the command',
  bug: 'anything else, to be reported',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof errorCodes;

const OUT_OF_MEMORY = 'out of memory';

/**
 * A user's mistake: a file, a flag or a setting that cannot be used. The message is one line with the place, the
 * problem and the way out. The program prints it without a stack and exits with 2; any other error is a bug.
 */
export class UserError extends Error {
  override name = 'UserError';

  /** By the message, which is all that is known of an error in a thread. A message about a setting begins with its name. */
  get code(): ErrorCode {
    if (this.message.startsWith(OUT_OF_MEMORY)) return 'out-of-memory';
    return /^⟪\w+/.test(this.message) ? 'setting' : 'input';
  }
}

/** The system does not give what is needed. */
export class SystemError extends UserError {
  override name = 'SystemError';

  override get code(): ErrorCode {
    return super.code === 'out-of-memory' ? 'out-of-memory' : 'system';
  }
}

/** The outcome of a finished run that counts as a failure. Everything is written by then, and the program exits with 3. */
export class BadOutcome extends Error {
  override name = 'BadOutcome';
  readonly code: Extract<ErrorCode, 'diverged' | 'score'>;

  constructor(code: BadOutcome['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The same run gave different bits, so a machine or a file is not as it should be. The program exits with 1. */
export class FailedCheck extends Error {
  override name = 'FailedCheck';
  readonly code: Extract<ErrorCode, 'bits'> = 'bits';
}

/** Runs on other machines failed; everything else is done by then. The program exits with 1. */
export class FailedRuns extends Error {
  override name = 'FailedRuns';
  readonly code: Extract<ErrorCode, 'runs'> = 'runs';

  /** `reasons` are one line each. */
  constructor(count: number, reasons: readonly string[]) {
    const others = reasons.length === 1 ? '' : `; the warnings list ${plural(reasons.length, 'reason')}`;
    super(`${plural(count, 'pair')} failed: ${reasons[0]}${others}`);
  }
}

/** The memory, or address space, for a request is not available. */
export class OutOfMemory extends UserError {
  override name = 'OutOfMemory';

  constructor(bytes: number) {
    super(
      `${OUT_OF_MEMORY}: ${byteSize(bytes)} more are needed; take fewer or narrower layers, smaller batches or fewer columns`,
    );
  }
}

/** A run that was interrupted before there was a result. */
export class NoResults extends UserError {
  override name = 'NoResults';

  override get code(): ErrorCode {
    return 'interrupted';
  }
}

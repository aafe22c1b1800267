import { byteSize } from './text/format.ts';

/**
 * A user's mistake: a file, a flag or a setting that cannot be used. The message is one line with the place, the
 * problem and the way out. The program prints it without a stack and exits with 2; any other error is a bug.
 */
export class UserError extends Error {
  override name = 'UserError';
}

/** The outcome of a finished run that counts as a failure. Everything is written by then, and the program exits with 3. */
export class BadOutcome extends Error {
  override name = 'BadOutcome';
  readonly code: 'diverged' | 'score';

  constructor(code: BadOutcome['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The memory, or address space, for a request is not available. */
export class OutOfMemory extends UserError {
  override name = 'OutOfMemory';

  constructor(bytes: number) {
    super(
      `out of memory: ${byteSize(bytes)} more are needed; take fewer or narrower layers, smaller batches or fewer columns`,
    );
  }
}

/** A run that was interrupted before there was a result. */
export class NoResults extends UserError {
  override name = 'NoResults';
}

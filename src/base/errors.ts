/**
 * An error of the user's making: a file, a flag or a setting that cannot be used. The message is one line that says
 * where, what was got, what was expected and what to do. The program prints it without a stack and exits with 2; any
 * other error is a bug.
 */
export class UserError extends Error {
  override name = 'UserError';
}

/** There is not so much memory, or address space, as something asked for. */
export class OutOfMemory extends UserError {
  override name = 'OutOfMemory';

  constructor(bytes: number) {
    const gigabytes = (bytes / 2 ** 30).toFixed(1);
    super(
      `out of memory: ${gigabytes} GiB more are needed; take fewer or narrower layers, smaller batches or fewer columns`,
    );
  }
}

/**
 * An error of the user's making: a file, a flag or a setting that cannot be used. The message is one line that says
 * where, what was got, what was expected and what to do. The program prints it without a stack and exits with 2; any
 * other error is a bug.
 */
export class UserError extends Error {
  override name = 'UserError';
}

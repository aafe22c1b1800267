/** The event of a command that fails. */

import { type ErrorCode, errorCodes } from '../base/errors.ts';
import { choice, count, event, text } from './fields.ts';

export const error = event(
  'error',
  'The command failed. If the exit code is not 0, this is the last event, except for `gradcheck`, which ends with its `verdict`.',
  {
    code: choice(
      Object.keys(errorCodes) as ErrorCode[],
      `the kind of failure: ${Object.entries(errorCodes)
        .map(([code, what]) => `\`${code}\`, ${what}`)
        .join('; ')}`,
    ),
    message: text('one line for people'),
    exitCode: count('exit code of the program'),
  },
);

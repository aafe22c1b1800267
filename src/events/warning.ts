/** The event of a warning. */

import { type WarningCode, warningCodes } from '../base/warn.ts';
import { choice, event, text } from './fields.ts';

export const warning = event(
  'warning',
  'A possible problem that does not stop the command. Those of `predict`, `evaluate` and `export` stand among their events.',
  {
    code: choice(
      Object.keys(warningCodes) as WarningCode[],
      `the kind of warning, for programs: ${Object.entries(warningCodes)
        .map(([code, what]) => `\`${code}\`, ${what}`)
        .join('; ')}`,
    ),
    message: text('one line for people'),
  },
);

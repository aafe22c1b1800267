/** The event of a command that fails. */

import { choice, count, event, text } from './fields.ts';

export const error = event(
  'error',
  'The command failed. It is the last event: where the exit code is not 0 there is one, but for `gradcheck`, whose `verdict` says it.',
  {
    code: choice(
      ['usage', 'setting', 'input', 'out-of-memory', 'diverged', 'score', 'interrupted', 'bug'],
      'what kind of failure: `usage`, the command line cannot be parsed; `setting`, a setting cannot be used; `input`, a file cannot be ' +
        'used; `out-of-memory`; `diverged`, in all arms; `score`, below `⟪failUnder⟫`; `interrupted`, by a signal; `bug`',
    ),
    message: text('for people'),
    exitCode: count('of the program'),
  },
);
